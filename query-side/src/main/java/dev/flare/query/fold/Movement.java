package dev.flare.query.fold;

import dev.flare.messages.shared.Posting;
import java.util.List;

/** How one event changes a region's totals: the sums of its postings on accounts, on the outside and on clearing. */
public record Movement(long accounts, long world, long inTransit) {

    static Movement of(List<Posting> postings) {
        Movement sum = new Movement(0, 0, 0);
        for (Posting posting : postings) {
            sum = sum.plus(posting);
        }
        return sum;
    }

    private Movement plus(Posting posting) {
        if (posting.account().isWorld()) {
            return new Movement(accounts, Math.addExact(world, posting.amount()), inTransit);
        }
        if (posting.account().isClearing()) {
            return new Movement(accounts, world, Math.addExact(inTransit, posting.amount()));
        }
        return new Movement(Math.addExact(accounts, posting.amount()), world, inTransit);
    }

    /** As of a transfer inside the region. */
    public boolean isNothing() {
        return accounts == 0 && world == 0 && inTransit == 0;
    }
}
