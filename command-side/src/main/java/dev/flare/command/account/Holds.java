package dev.flare.command.account;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;
import org.pcollections.TreePSet;

/** An account's open holds. Immutable; the next version shares what did not change, however many there are. */
public final class Holds {

    private static final Comparator<Hold> SOONEST_FIRST =
            Comparator.comparing(Holds::end).thenComparing(Hold::id);

    public static final Holds NONE = new Holds(HashTreePMap.empty(), TreePSet.empty(SOONEST_FIRST), 0);

    private final PMap<String, Hold> byId;
    private final TreePSet<Hold> expiring;
    private final long total;

    private Holds(PMap<String, Hold> byId, TreePSet<Hold> expiring, long total) {
        this.byId = byId;
        this.expiring = expiring;
        this.total = total;
    }

    private static Instant end(Hold hold) {
        return hold.expiresAt() == null ? Instant.MAX : hold.expiresAt();
    }

    /** All that is held, in minor units. */
    public long total() {
        return total;
    }

    /** The hold, unless it ended. */
    public @Nullable Hold open(String id) {
        return byId.get(id);
    }

    /** The first holds whose time is over, the soonest first. */
    public List<Hold> over(Instant now, int limit) {
        if (expiring.isEmpty()) {
            return List.of();
        }
        List<Hold> over = new ArrayList<>();
        for (Hold hold : expiring) {
            if (!hold.isOver(now) || over.size() == limit) {
                break;
            }
            over.add(hold);
        }
        return over;
    }

    Holds plus(Hold hold) {
        return new Holds(
                byId.plus(hold.id(), hold),
                hold.expiresAt() == null ? expiring : expiring.plus(hold),
                Math.addExact(total, hold.amount()));
    }

    Holds minus(String id) {
        Hold hold = byId.get(id);
        return hold == null
                ? this
                : new Holds(byId.minus(id), expiring.minus(hold), Math.subtractExact(total, hold.amount()));
    }
}
