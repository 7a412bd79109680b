package dev.flare.command.transit;

import dev.flare.messages.ledger.AccountOpened;
import dev.flare.messages.ledger.AccountStatusChanged;
import dev.flare.messages.ledger.HoldAuthorised;
import dev.flare.messages.ledger.HoldReleased;
import dev.flare.messages.ledger.LedgerEvent;
import dev.flare.messages.ledger.MoneyEvent;
import dev.flare.messages.ledger.TransferHalted;
import dev.flare.messages.ledger.TransferReceived;
import dev.flare.messages.ledger.TransferRefused;
import dev.flare.messages.ledger.TransferResumed;
import dev.flare.messages.ledger.TransferReturned;
import dev.flare.messages.ledger.TransferSent;
import dev.flare.messages.ledger.TransferSettled;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How far a transfer between regions is in one of them: the fold of its events there. Immutable.
 *
 * @param sent null when it was not sent from here
 * @param halts the alerts that it was halted for
 * @param lifted the alerts whose halt holds no longer, or never will
 */
public record Transit(
        @Nullable TransferSent sent,
        boolean received,
        boolean refused,
        boolean settled,
        boolean returned,
        Set<String> halts,
        Set<String> lifted) {

    /** Before anything happened. */
    public static final Transit NOTHING = new Transit(null, false, false, false, false, Set.of(), Set.of());

    public static Transit of(List<? extends LedgerEvent> events) {
        Transit transit = NOTHING;
        for (LedgerEvent event : events) {
            transit = transit.evolve(event);
        }
        return transit;
    }

    /** Whether money may not move forward here now. */
    public boolean isHalted() {
        return !lifted.containsAll(halts);
    }

    /** After an event that is about it. */
    public Transit evolve(LedgerEvent event) {
        return switch (event) {
            case TransferSent out -> new Transit(out, received, refused, settled, returned, halts, lifted);
            case TransferReceived in -> new Transit(sent, true, refused, settled, returned, halts, lifted);
            case TransferRefused no -> new Transit(sent, received, true, settled, returned, halts, lifted);
            case TransferSettled done -> new Transit(sent, received, refused, true, returned, halts, lifted);
            case TransferReturned back -> new Transit(sent, received, refused, settled, true, halts, lifted);
            case TransferHalted halt ->
                new Transit(sent, received, refused, settled, returned, and(halts, halt.alertId()), lifted);
            case TransferResumed resumed ->
                new Transit(sent, received, refused, settled, returned, halts, and(lifted, resumed.alertId()));
            case AccountOpened opened -> this;
            case AccountStatusChanged changed -> this;
            case HoldAuthorised authorised -> this;
            case HoldReleased released -> this;
            case MoneyEvent local -> this;
        };
    }

    private static Set<String> and(Set<String> alerts, String another) {
        Set<String> more = new HashSet<>(alerts);
        more.add(another);
        return Set.copyOf(more);
    }
}
