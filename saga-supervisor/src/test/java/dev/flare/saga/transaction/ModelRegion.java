package dev.flare.saga.transaction;

import dev.flare.messages.ledger.LedgerEvent;
import dev.flare.messages.ledger.MoneyEvent;
import dev.flare.messages.ledger.TransferHalted;
import dev.flare.messages.ledger.TransferReceived;
import dev.flare.messages.ledger.TransferRefused;
import dev.flare.messages.ledger.TransferResumed;
import dev.flare.messages.ledger.TransferReturned;
import dev.flare.messages.ledger.TransferSent;
import dev.flare.messages.ledger.TransferSettled;
import dev.flare.messages.shared.AccountId;
import dev.flare.messages.shared.Posting;
import dev.flare.messages.shared.Region;
import dev.flare.messages.supervision.StepRequested;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** A region as far as one transfer is concerned: its log, and the steps that it takes or lets be as a region does. */
final class ModelRegion {

    final Region region;
    final List<LedgerEvent> log = new ArrayList<>();
    private final Set<String> halts = new HashSet<>();
    private final Set<String> lifted = new HashSet<>();
    private int taken;
    private int furthest;

    /** Whether the payee's account lets nothing in at the moment. */
    boolean frozen;

    ModelRegion(Region region) {
        this.region = region;
    }

    void send() {
        log.add(Transfers.sent());
    }

    void take(StepRequested step) {
        switch (step.step()) {
            case CREDIT -> credit();
            case HALT -> halt(Objects.requireNonNull(step.alertId()));
            case RESUME -> lift(Objects.requireNonNull(step.alertId()));
            case SETTLE -> end(Transfers.settled());
            case RETURN -> end(Transfers.returned());
        }
    }

    private void credit() {
        if (!has(TransferReceived.class) && !has(TransferRefused.class) && lifted.containsAll(halts)) {
            log.add(frozen ? Transfers.refused() : Transfers.received());
        }
    }

    private void halt(String alertId) {
        if (!lifted.contains(alertId) && halts.add(alertId)) {
            log.add(Transfers.halted(alertId));
        }
    }

    private void lift(String alertId) {
        if (lifted.add(alertId)) {
            log.add(Transfers.resumed(alertId));
        }
    }

    private void end(LedgerEvent end) {
        if (has(TransferSent.class) && !has(TransferSettled.class) && !has(TransferReturned.class)) {
            log.add(end);
        }
    }

    boolean has(Class<? extends LedgerEvent> type) {
        return log.stream().anyMatch(type::isInstance);
    }

    /** Its own row, as it is now, which may be later than what is learned. */
    Row row() {
        return new Row(
                has(TransferSent.class) || has(TransferReceived.class),
                has(TransferSettled.class) || has(TransferReceived.class),
                has(TransferRefused.class),
                has(TransferReturned.class));
    }

    boolean isTaken() {
        return taken == log.size();
    }

    /** What the supervisor takes next from its log. */
    LedgerEvent next() {
        LedgerEvent event = log.get(taken++);
        furthest = Math.max(furthest, taken);
        return event;
    }

    /** The supervisor was killed before it had moved its position, and takes some again. */
    void forget(int events) {
        taken = Math.max(0, taken - events);
    }

    /** What the supervisor has learned of its clearing account. */
    long learnedClearing() {
        return sum(log.subList(0, furthest), region.clearing());
    }

    long balance(AccountId account) {
        return sum(log, account);
    }

    private static long sum(List<LedgerEvent> events, AccountId account) {
        return events.stream()
                .filter(MoneyEvent.class::isInstance)
                .flatMap(event -> ((MoneyEvent) event).postings().stream())
                .filter(posting -> posting.account().equals(account))
                .mapToLong(Posting::amount)
                .sum();
    }

    @Override
    public String toString() {
        return region + " "
                + log.stream()
                        .map(event -> event instanceof TransferHalted halted
                                ? "halted " + halted.alertId().substring(0, 4)
                                : event instanceof TransferResumed lifting
                                        ? "lifted " + lifting.alertId().substring(0, 4)
                                        : event.getClass().getSimpleName())
                        .toList()
                + " taken " + taken;
    }
}
