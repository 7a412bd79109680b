package dev.flare.saga.transaction;

import static dev.flare.saga.transaction.Facts.TX;

import dev.flare.messages.ledger.LedgerEvent;
import dev.flare.messages.ledger.TransferHalted;
import dev.flare.messages.ledger.TransferReceived;
import dev.flare.messages.ledger.TransferRefused;
import dev.flare.messages.ledger.TransferResumed;
import dev.flare.messages.ledger.TransferReturned;
import dev.flare.messages.ledger.TransferSent;
import dev.flare.messages.ledger.TransferSettled;
import dev.flare.messages.shared.AccountId;
import dev.flare.messages.shared.CurrencyCode;
import dev.flare.messages.shared.Posting;
import dev.flare.messages.shared.RefusalCode;
import dev.flare.messages.shared.Region;
import dev.flare.messages.shared.TransferTerms;
import dev.flare.messages.supervision.AlertRaised;
import dev.flare.messages.supervision.FailureKind;
import dev.flare.messages.supervision.RegionHalted;
import dev.flare.messages.supervision.Step;
import dev.flare.messages.supervision.StepRequested;
import dev.flare.messages.supervision.SupervisionEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Short names for what happens to one transfer from uk to au, in the regions' words and in the supervisor's. */
final class Transfers {

    static final Region UK = new Region("uk");
    static final Region AU = new Region("au");
    static final String SOURCE = "uk.participation";
    static final String TARGET = "au.participation";
    static final AccountId PAYER = new AccountId("uk-1");
    static final AccountId PAYEE = new AccountId("au-2");
    static final CurrencyCode GBP = new CurrencyCode("GBP");
    static final long AMOUNT = 100;
    static final Instant SENT_AT = Instant.parse("2026-01-31T11:59:00.000123Z");
    static final TransferTerms TERMS = new TransferTerms(PAYER, PAYEE, AMOUNT, GBP, "rent", null, null, Map.of());
    static final Duration LATE = Facts.DEADLINE.plusNanos(1_000);

    /** What the source's own row says as soon as the money has left; and of either region when its part is done. */
    static final Row HAS_STARTED = new Row(true, false, false, false);

    static final Row IS_DONE = new Row(true, true, false, false);

    static final Row HAS_REFUSED = new Row(false, false, true, false);
    static final Row CAME_BACK = new Row(true, false, false, true);

    private static final TransferFacts FACTS = new TransferFacts(Facts.DEADLINE);

    private Transfers() {}

    static LedgerEvent sent() {
        return new TransferSent(
                TX, PAYEE, GBP, Posting.move(PAYER, UK.clearing(), AMOUNT), null, "rent", null, Map.of());
    }

    static LedgerEvent received() {
        return new TransferReceived(TX, PAYER, GBP, Posting.move(AU.clearing(), PAYEE, AMOUNT), null, "rent", Map.of());
    }

    static LedgerEvent returned() {
        return new TransferReturned(TX, GBP, Posting.move(UK.clearing(), PAYER, AMOUNT), "rent", null);
    }

    static LedgerEvent settled() {
        return new TransferSettled(TX, PAYER);
    }

    static LedgerEvent refused() {
        return new TransferRefused(TX, RefusalCode.ACCOUNT_FROZEN, "it is frozen");
    }

    static LedgerEvent halted(String alertId) {
        return new TransferHalted(TX, alertId);
    }

    static LedgerEvent resumed(String alertId) {
        return new TransferResumed(TX, alertId);
    }

    /** A transfer of which the supervisor has learned that it was sent. */
    static Story underWay() {
        Story before = Story.nothing();
        Verdict verdict = decide(before, UK, sent(), HAS_STARTED);
        return before.given(verdict.events().toArray(SupervisionEvent[]::new));
    }

    static Verdict decide(Story story, Region region, LedgerEvent event, @Nullable Row row) {
        return FACTS.decide(
                new Case(story.transaction(), story.rules(), story.now()), new RegionFact(region, event, SENT_AT, row));
    }

    /** A region's log says something, and its row agrees. */
    static Story.Outcome learned(Story story, Region region, LedgerEvent event) {
        return learned(story, region, event, row(event));
    }

    static Row row(LedgerEvent event) {
        return switch (event) {
            case TransferSent sent -> HAS_STARTED;
            case TransferRefused refused -> HAS_REFUSED;
            case TransferReturned returned -> CAME_BACK;
            default -> IS_DONE;
        };
    }

    static Story.Outcome learned(Story story, Region region, LedgerEvent event, @Nullable Row row) {
        return story.when(given -> FACTS.decide(given, new RegionFact(region, event, SENT_AT, row)));
    }

    /** The same, whatever follows from it. */
    static Story then(Story story, Region region, LedgerEvent event) {
        return goOn(learned(story, region, event));
    }

    static Story goOn(Story.Outcome outcome) {
        return outcome.before().given(outcome.events().toArray(SupervisionEvent[]::new));
    }

    static SupervisionEvent credit() {
        return new StepRequested(TX, AU, Step.CREDIT, null, TERMS, SENT_AT);
    }

    static SupervisionEvent settle() {
        return new StepRequested(TX, UK, Step.SETTLE, null, null, SENT_AT);
    }

    static SupervisionEvent giveBack() {
        return new StepRequested(TX, UK, Step.RETURN, null, null, SENT_AT);
    }

    static SupervisionEvent halt(Region region, int alert) {
        return new StepRequested(TX, region, Step.HALT, "alert-" + alert, null, SENT_AT);
    }

    static SupervisionEvent lift(Region region, int alert) {
        return new StepRequested(TX, region, Step.RESUME, "alert-" + alert, null, SENT_AT);
    }

    static SupervisionEvent hasHalted(String participant, int alert) {
        return new RegionHalted(TX, participant, "alert-" + alert);
    }

    static SupervisionEvent alert(int number, FailureKind kind, String participant, String... matrix) {
        return new AlertRaised(
                "alert-" + number,
                TX,
                TransferSaga.TYPE,
                participant,
                kind,
                Facts.OUR_WORDS,
                Facts.matrix(matrix),
                true);
    }
}
