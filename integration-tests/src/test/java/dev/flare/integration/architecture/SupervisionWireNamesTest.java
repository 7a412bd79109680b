package dev.flare.integration.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flare.messages.MessageNames;
import dev.flare.messages.shared.AccountId;
import dev.flare.messages.shared.CurrencyCode;
import dev.flare.messages.shared.Region;
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
import dev.flare.messages.supervision.TransactionHalted;
import dev.flare.messages.supervision.TransactionRegistered;
import dev.flare.messages.supervision.TransactionResumed;
import dev.flare.messages.supervision.TransactionTypeRuled;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the supervisor has stored stays readable: names and payloads of the first version, as they were written then. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class SupervisionWireNamesTest {

    private static final String ALERT = "5ab7f5ae-5f2c-3b8c-9a44-1a30f0b0a001";
    private static final String TX = "order-1";
    private static final String STOCK = "stock.reservations";
    private static final String BILLING = "billing.invoices";

    private static final String CROSSING = "uk-0196f0a3c4b57e2a8d1f000000000001";
    private static final Region AU = new Region("au");
    private static final Instant SENT_AT = Instant.parse("2026-01-31T12:00:00.123456Z");
    private static final TransferTerms TERMS = new TransferTerms(
            new AccountId("uk-1001"),
            new AccountId("au-2001"),
            250,
            new CurrencyCode("GBP"),
            "rent",
            Instant.parse("2026-01-31T12:00:00.123456Z"),
            "au-00000000000000000000000000000001",
            Map.of("flat", 7));

    static Stream<Class<?>> events() {
        return records(SupervisionEvent.class);
    }

    private static Stream<Class<?>> records(Class<?> type) {
        return type.isSealed()
                ? Stream.of(type.getPermittedSubclasses()).flatMap(SupervisionWireNamesTest::records)
                : Stream.of(type);
    }

    @ParameterizedTest
    @MethodSource("events")
    void every_event_has_a_wire_name_that_leads_back_to_it(Class<? extends SupervisionEvent> event) {
        assertThat(SupervisionNames.eventClass(SupervisionNames.of(event))).isEqualTo(event);
    }

    @Test
    void the_wire_names_are_those_that_were_published_and_none_of_the_ledger() {
        assertThat(SupervisionNames.events())
                .contains(
                        "supervision.TransactionRegistered",
                        "supervision.ParticipantStarted",
                        "supervision.ParticipantCompleted",
                        "supervision.ParticipantFailed",
                        "supervision.ParticipantCompensated",
                        "supervision.RowAgreed",
                        "supervision.EvidenceKept",
                        "supervision.AlertRaised",
                        "supervision.AlertAcknowledged",
                        "supervision.AlertDelivered",
                        "supervision.TransactionHalted",
                        "supervision.TransactionCompleted",
                        "supervision.TransactionResumed",
                        "supervision.TransactionAbandoned",
                        "supervision.CompensationStarted",
                        "supervision.CompensationFailed",
                        "supervision.TransactionCompensated",
                        "supervision.StepRequested",
                        "supervision.RegionHalted",
                        "supervision.TransactionTypeRuled",
                        "supervision.IntakeStopped",
                        "supervision.IntakeResumed")
                .doesNotContainAnyElementsOf(MessageNames.events());
    }

    static Stream<Arguments> golden() {
        return Stream.of(
                Arguments.of(
                        "TransactionRegistered",
                        new TransactionRegistered(
                                TX,
                                "shipping",
                                OnFailure.COMPENSATE,
                                List.of(
                                        new EnlistedParticipant(
                                                STOCK,
                                                List.of(),
                                                Duration.ofMinutes(10),
                                                "https://stock.example.com/undo",
                                                "https://stock.example.com/row?of=Łódź"),
                                        new EnlistedParticipant(
                                                BILLING, List.of(STOCK), Duration.ofMillis(1_500), null, null)))),
                Arguments.of(
                        "TransactionRegistered.transfer",
                        new TransactionRegistered(
                                CROSSING,
                                "transfer",
                                OnFailure.COMPENSATE,
                                List.of(new EnlistedParticipant(
                                        "uk.participation", List.of(), Duration.ofMinutes(1), null, null)),
                                TERMS,
                                null)),
                Arguments.of(
                        "TransactionRegistered.sentAt",
                        new TransactionRegistered(
                                CROSSING,
                                "transfer",
                                OnFailure.COMPENSATE,
                                List.of(new EnlistedParticipant(
                                        "uk.participation", List.of(), Duration.ofMinutes(1), null, null)),
                                TERMS,
                                SENT_AT)),
                Arguments.of("StepRequested", new StepRequested(CROSSING, AU, Step.CREDIT, null, TERMS, null)),
                Arguments.of("StepRequested.halt", new StepRequested(CROSSING, AU, Step.HALT, ALERT, null, null)),
                Arguments.of(
                        "StepRequested.least",
                        new StepRequested(CROSSING, new Region("uk"), Step.SETTLE, null, null, null)),
                Arguments.of(
                        "StepRequested.sentAt",
                        new StepRequested(CROSSING, new Region("uk"), Step.SETTLE, null, null, SENT_AT)),
                Arguments.of("RegionHalted", new RegionHalted(CROSSING, "au.participation", ALERT)),
                Arguments.of("ParticipantStarted", new ParticipantStarted(TX, BILLING)),
                Arguments.of("ParticipantCompleted", new ParticipantCompleted(TX, BILLING)),
                Arguments.of("ParticipantFailed", new ParticipantFailed(TX, BILLING, "card \"declined\"")),
                Arguments.of("ParticipantFailed.least", new ParticipantFailed(TX, BILLING, null)),
                Arguments.of("ParticipantCompensated", new ParticipantCompensated(TX, BILLING)),
                Arguments.of("RowAgreed", new RowAgreed(TX, BILLING)),
                Arguments.of(
                        "EvidenceKept",
                        new EvidenceKept(TX, BILLING, EvidenceSource.ROW, ReportedState.COMPLETED, "its row says so")),
                Arguments.of(
                        "EvidenceKept.least",
                        new EvidenceKept(TX, BILLING, EvidenceSource.REPORT, ReportedState.STARTED, null)),
                Arguments.of(
                        "AlertRaised",
                        new AlertRaised(
                                ALERT,
                                TX,
                                "shipping",
                                BILLING,
                                FailureKind.REPORTED_FAILURE,
                                "card declined",
                                List.of(
                                        new MatrixRow(STOCK, true, true, false, false),
                                        new MatrixRow(BILLING, true, false, true, false)),
                                true)),
                Arguments.of("AlertAcknowledged", new AlertAcknowledged(ALERT, TX, "on it")),
                Arguments.of("AlertDelivered", new AlertDelivered(ALERT, TX, "webhook", 1, 3)),
                Arguments.of("TransactionHalted", new TransactionHalted(TX, ALERT)),
                Arguments.of("TransactionCompleted", new TransactionCompleted(TX)),
                Arguments.of("TransactionResumed", new TransactionResumed(TX, "repaired")),
                Arguments.of("TransactionAbandoned", new TransactionAbandoned(TX, "seen to by hand")),
                Arguments.of("CompensationStarted", new CompensationStarted(TX, "agreed with the warehouse")),
                Arguments.of("CompensationStarted.least", new CompensationStarted(TX, null)),
                Arguments.of("CompensationFailed", new CompensationFailed(TX, STOCK, "its compensateUrl answered 500")),
                Arguments.of("TransactionCompensated", new TransactionCompensated(TX)),
                Arguments.of("TransactionTypeRuled", new TransactionTypeRuled("shipping", true)),
                Arguments.of("IntakeStopped", new IntakeStopped("shipping", ALERT)),
                Arguments.of("IntakeResumed", new IntakeResumed("shipping", "the scanner works again")));
    }

    @ParameterizedTest
    @MethodSource("golden")
    void an_event_is_written_byte_for_byte_as_ever(String file, SupervisionEvent event) throws IOException {
        assertThat(SupervisionNames.write(event)).isEqualTo(golden(file));
    }

    @ParameterizedTest
    @MethodSource("golden")
    void what_was_written_once_is_read(String file, SupervisionEvent event) throws IOException {
        SupervisionEvent read = SupervisionNames.read(SupervisionNames.of(event.getClass()), golden(file));
        assertThat(read).isEqualTo(event);
        assertThat(SupervisionNames.write(read)).isEqualTo(golden(file));
    }

    @Test
    void every_event_has_a_golden_file() {
        Set<Class<?>> written = golden().map(each -> each.get()[1].getClass()).collect(Collectors.toSet());
        assertThat(written).isEqualTo(events().collect(Collectors.toSet()));
    }

    private static String golden(String file) throws IOException {
        String path = "/golden/supervision." + file + ".json";
        try (InputStream in = Objects.requireNonNull(SupervisionWireNamesTest.class.getResourceAsStream(path))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).stripTrailing();
        }
    }
}
