package dev.flare.saga.transaction;

import static dev.flare.saga.transaction.Facts.TX;
import static dev.flare.saga.transaction.Facts.TYPE;
import static dev.flare.saga.transaction.Facts.one;
import static dev.flare.saga.transaction.Facts.readable;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flare.messages.EventCodec;
import dev.flare.messages.shared.TransferTerms;
import dev.flare.messages.supervision.AlertAcknowledged;
import dev.flare.messages.supervision.AlertDelivered;
import dev.flare.messages.supervision.AlertRaised;
import dev.flare.messages.supervision.CompensationFailed;
import dev.flare.messages.supervision.CompensationStarted;
import dev.flare.messages.supervision.EnlistedParticipant;
import dev.flare.messages.supervision.EvidenceKept;
import dev.flare.messages.supervision.EvidenceSource;
import dev.flare.messages.supervision.FailureKind;
import dev.flare.messages.supervision.IntakeResumed;
import dev.flare.messages.supervision.IntakeStopped;
import dev.flare.messages.supervision.MatrixRow;
import dev.flare.messages.supervision.OnFailure;
import dev.flare.messages.supervision.ParticipantCompensated;
import dev.flare.messages.supervision.ParticipantCompleted;
import dev.flare.messages.supervision.ParticipantFailed;
import dev.flare.messages.supervision.ParticipantStarted;
import dev.flare.messages.supervision.RegionHalted;
import dev.flare.messages.supervision.ReportedState;
import dev.flare.messages.supervision.RowAgreed;
import dev.flare.messages.supervision.Step;
import dev.flare.messages.supervision.StepRequested;
import dev.flare.messages.supervision.SupervisionEvent;
import dev.flare.messages.supervision.SupervisionNames;
import dev.flare.messages.supervision.TransactionAbandoned;
import dev.flare.messages.supervision.TransactionCompensated;
import dev.flare.messages.supervision.TransactionCompleted;
import dev.flare.messages.supervision.TransactionEvent;
import dev.flare.messages.supervision.TransactionHalted;
import dev.flare.messages.supervision.TransactionRegistered;
import dev.flare.messages.supervision.TransactionResumed;
import dev.flare.messages.supervision.TransactionTypeEvent;
import dev.flare.messages.supervision.TransactionTypeRuled;
import dev.flare.saga.transaction.OperatorDecision.Act;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** Events and transactions are the same after they were written and read, and the same events make the same transaction. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class WrittenFormTest {

    /** Something that may happen, in words that jqwik can show. */
    private record Happening(String words, Duration passes, Function<Case, Verdict> decide) {

        @Override
        public String toString() {
            return passes + " " + words;
        }
    }

    private record Recorded(SupervisionEvent event, Noted at, String correlationId) {}

    private static final List<String> NAMES = List.of("a", "b", "c");

    private static List<SupervisionEvent> oneOfEach(@Nullable String words, String reason) {
        EnlistedParticipant participant = new EnlistedParticipant(
                "au.ledger", List.of("uk.ledger"), Duration.ofMillis(1_500).plusNanos(1_000), words, words);
        List<MatrixRow> matrix = List.of(new MatrixRow("au.ledger", true, false, true, false));
        TransferTerms terms = new TransferTerms(
                Transfers.PAYER, Transfers.PAYEE, 7, Transfers.GBP, words, Story.START, words, Map.of("said", reason));
        return List.of(
                new TransactionRegistered(TX, TYPE, OnFailure.COMPENSATE, List.of(participant, one("uk.ledger"))),
                new TransactionRegistered(TX, TYPE, OnFailure.COMPENSATE, List.of(participant), terms, Instant.EPOCH),
                new StepRequested(TX, Transfers.UK, Step.HALT, words, null, Instant.EPOCH),
                new StepRequested(TX, Transfers.AU, Step.CREDIT, null, terms, null),
                new RegionHalted(TX, Transfers.TARGET, reason),
                new ParticipantStarted(TX, "a"),
                new ParticipantCompleted(TX, "a"),
                new ParticipantFailed(TX, "a", words),
                new ParticipantCompensated(TX, "a"),
                new RowAgreed(TX, "a"),
                new EvidenceKept(TX, "a", EvidenceSource.ROW, ReportedState.FAILED, words),
                new AlertRaised("id", TX, TYPE, "a", FailureKind.ROW_DISAGREES, reason, matrix, true),
                new AlertAcknowledged("id", TX, reason),
                new AlertDelivered("id", TX, "webhook", 3, 17),
                new TransactionHalted(TX, "id"),
                new TransactionCompleted(TX),
                new TransactionResumed(TX, reason),
                new TransactionAbandoned(TX, reason),
                new CompensationStarted(TX, words),
                new CompensationFailed(TX, "a", reason),
                new TransactionCompensated(TX),
                new TransactionTypeRuled(TYPE, true),
                new IntakeStopped(TYPE, "id"),
                new IntakeResumed(TYPE, reason));
    }

    private static SupervisionEvent readBack(SupervisionEvent event) {
        return SupervisionNames.read(SupervisionNames.of(event.getClass()), SupervisionNames.write(event));
    }

    private static Transaction readBack(Transaction transaction) {
        return EventCodec.readAny("Transaction", EventCodec.writeAny(transaction), Transaction.class);
    }

    @Test
    void every_event_of_the_language_is_read_back_as_it_was_written() {
        assertThat(oneOfEach("x", "y").stream()
                        .map(event -> SupervisionNames.of(event.getClass()))
                        .collect(Collectors.toSet()))
                .isEqualTo(SupervisionNames.events());
        Stream.of(oneOfEach("x", "y"), oneOfEach(null, "y"))
                .flatMap(List::stream)
                .forEach(event -> assertThat(readBack(event)).isEqualTo(event));
    }

    @Property
    void so_it_is_in_whatever_words(@ForAll String words) {
        for (SupervisionEvent event : oneOfEach(words, words)) {
            assertThat(readBack(event)).isEqualTo(event);
        }
    }

    @Test
    void a_transaction_that_is_not_there_is_read_back_too() {
        assertThat(readBack(Transaction.unknown(TX))).isEqualTo(Transaction.unknown(TX));
    }

    @Test
    void a_transaction_with_everything_in_it_is_read_back_as_it_was_written() {
        Transaction transaction = Story.registered(OnFailure.HOLD, readable("a"), one("b", "a"), readable("c"))
                .after(Duration.ofNanos(1_000))
                .given(Facts.started("a"), Facts.completed("a"), Facts.agreed("a"), Facts.started("c"))
                .given(Facts.failed("c", "no"), Facts.alert(FailureKind.REPORTED_FAILURE, "c", "a 1100"), Facts.halt())
                .given(Facts.kept("b", ReportedState.STARTED), new AlertAcknowledged("alert-1", TX, "looking"))
                .given(new AlertDelivered("alert-1", TX, "log", 0, 1), Facts.undoing("undo"))
                .given(Facts.notUndone("c", "away"), Facts.compensated("b"))
                .transaction();
        assertThat(transaction.participants())
                .anySatisfy(one -> assertThat(one.claimed()).isNotNull());
        assertThat(readBack(transaction)).isEqualTo(transaction);
    }

    @Test
    void so_is_a_transfer_between_regions() {
        Story story = Transfers.goOn(Transfers.underWay().after(Transfers.LATE).whenDeadlinesAreLookedAt());
        Transaction transaction =
                Transfers.then(story, Transfers.AU, Transfers.halted("alert-1")).transaction();
        assertThat(transaction.transfer()).isEqualTo(Transfers.TERMS);
        assertThat(readBack(transaction)).isEqualTo(transaction);
    }

    @Property(tries = 500)
    void whatever_happens_the_laws_hold_and_what_was_written_makes_the_same_transaction(
            @ForAll OnFailure onFailure, @ForAll("happenings") List<Happening> happenings) {
        TransactionRegistered registered =
                new TransactionRegistered(TX, TYPE, onFailure, List.of(readable("a"), one("b", "a"), readable("c")));
        List<Recorded> log = new ArrayList<>();
        Instant now = Story.START;
        Laws laws = Laws.of(Transaction.unknown(TX)).then(Verdict.of(registered), now, "0");
        log.add(new Recorded(registered, laws.transaction().changed(), "0"));
        TypeRules rules = new TypeRules(TYPE, true, null);
        for (Happening one : happenings) {
            now = now.plus(one.passes());
            Verdict verdict = one.decide().apply(new Case(laws.transaction(), rules, now));
            String correlationId = Integer.toString(log.size());
            for (SupervisionEvent event : verdict.events()) {
                if (event instanceof TransactionTypeEvent ofType) {
                    rules = rules.evolve(ofType);
                }
                assertThat(readBack(event)).isEqualTo(event);
            }
            long position = laws.transaction().changed().position();
            for (SupervisionEvent event : verdict.events()) {
                if (event instanceof TransactionEvent) {
                    log.add(new Recorded(event, new Noted(++position, now), correlationId));
                }
            }
            laws = laws.then(verdict, now, correlationId);
        }
        assertThat(folded(log)).isEqualTo(laws.transaction()).isEqualTo(folded(log));
        assertThat(readBack(laws.transaction())).isEqualTo(laws.transaction());
    }

    /** From what was written, and through the written form of the transaction at every step, as a snapshot would. */
    private static Transaction folded(List<Recorded> log) {
        Transaction transaction = Transaction.unknown(TX);
        for (Recorded recorded : log) {
            TransactionEvent event = (TransactionEvent) readBack(recorded.event());
            transaction = readBack(transaction.evolve(event, recorded.at(), recorded.correlationId()));
        }
        return transaction;
    }

    @Provide
    Arbitrary<List<Happening>> happenings() {
        Arbitrary<Function<Duration, Happening>> kinds = Arbitraries.frequencyOf(
                Tuple.of(12, reports()),
                Tuple.of(3, rows()),
                Tuple.of(3, compensations()),
                Tuple.of(3, operators()),
                Tuple.of(1, deliveries()),
                Tuple.of(1, Arbitraries.just(named("deadlines", DeadlineDecision::decide))));
        Arbitrary<Duration> passes = Arbitraries.frequencyOf(
                Tuple.of(8, Arbitraries.longs().between(0, 500_000).map(micros -> Duration.ofNanos(micros * 1_000))),
                Tuple.of(1, Arbitraries.just(Facts.DEADLINE)));
        return Combinators.combine(kinds, passes)
                .as((kind, passed) -> kind.apply(passed))
                .list()
                .ofMaxSize(30);
    }

    private static Function<Duration, Happening> named(String words, Function<Case, Verdict> decide) {
        return passes -> new Happening(words, passes, decide);
    }

    private static Arbitrary<Function<Duration, Happening>> reports() {
        Arbitrary<String> reasons = Arbitraries.oneOf(
                        Arbitraries.of("no", "no stock"), Arbitraries.strings().ofMaxLength(3))
                .injectNull(0.3);
        return Combinators.combine(Arbitraries.of(NAMES), Arbitraries.of(ReportedState.class), reasons)
                .as((name, state, reason) ->
                        named(name + " " + state + " " + reason, new ReportDecision(name, state, reason)::decide));
    }

    private static Arbitrary<Function<Duration, Happening>> rows() {
        Arbitrary<Boolean> bits = Arbitraries.of(true, false);
        Arbitrary<Row> rows = Arbitraries.oneOf(
                Arbitraries.of(Row.NONE, new Row(true, true, false, false)),
                Combinators.combine(bits, bits, bits, bits).as(Row::new));
        Arbitrary<Function<Duration, Happening>> read = Combinators.combine(Arbitraries.of(NAMES), rows)
                .as((name, row) -> named(name + "'s row " + row, given -> RowDecision.read(given, name, row)));
        Arbitrary<Function<Duration, Happening>> unreachable = Arbitraries.of(NAMES)
                .map(name -> named(name + " unreachable", given -> RowDecision.unreachable(given, name, "away")));
        return Arbitraries.oneOf(read, unreachable);
    }

    private static Arbitrary<Function<Duration, Happening>> compensations() {
        Arbitrary<Function<Duration, Happening>> done = Arbitraries.of(NAMES)
                .map(name -> named(name + " undone", given -> CompensationDecision.done(given, name)));
        Arbitrary<Function<Duration, Happening>> failed = Arbitraries.of(NAMES)
                .map(name -> named(name + " not undone", given -> CompensationDecision.failed(given, name, "away")));
        return Arbitraries.oneOf(done, failed);
    }

    private static Arbitrary<Function<Duration, Happening>> operators() {
        Arbitrary<Function<Duration, Happening>> acts = Arbitraries.of(Act.class)
                .map(act -> named(act.name(), given -> OperatorDecision.decide(given, act, "as I see it")));
        Arbitrary<Function<Duration, Happening>> acknowledged = Arbitraries.of("looking", "me too")
                .map(reason -> named("acknowledged", given -> given.transaction()
                        .lastAlert()
                        .map(alert -> OperatorDecision.acknowledge(given, alert.id(), reason))
                        .orElse(Verdict.NOTHING)));
        Arbitrary<Function<Duration, Happening>> intake =
                Arbitraries.just(named("intake", given -> TypeDecision.resume(given, "fine again")));
        return Arbitraries.oneOf(acts, acts, acknowledged, intake);
    }

    private static Arbitrary<Function<Duration, Happening>> deliveries() {
        return Arbitraries.of("log", "webhook")
                .map(channel -> named("delivered to " + channel, given -> given.transaction()
                        .lastAlert()
                        .map(alert -> DeliveryDecision.delivered(
                                given, new AlertDelivered(alert.id(), TX, channel, alert.escalations(), 1)))
                        .orElse(Verdict.NOTHING)));
    }
}
