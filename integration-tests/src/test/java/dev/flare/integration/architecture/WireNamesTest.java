package dev.flare.integration.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flare.messages.EventCodec;
import dev.flare.messages.MessageNames;
import dev.flare.messages.ledger.AccountClosed;
import dev.flare.messages.ledger.AccountFrozen;
import dev.flare.messages.ledger.AccountOpened;
import dev.flare.messages.ledger.AccountUnfrozen;
import dev.flare.messages.ledger.HoldAuthorised;
import dev.flare.messages.ledger.HoldCaptured;
import dev.flare.messages.ledger.HoldExpired;
import dev.flare.messages.ledger.HoldVoided;
import dev.flare.messages.ledger.LedgerEvent;
import dev.flare.messages.ledger.MoneyDeposited;
import dev.flare.messages.ledger.MoneyReversed;
import dev.flare.messages.ledger.MoneyTransferred;
import dev.flare.messages.ledger.MoneyWithdrawn;
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
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
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

/** What is stored stays readable: names and payloads of the first version, as they were written then. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class WireNamesTest {

    private static final AccountId PAYER = new AccountId("uk-1001");
    private static final AccountId PAYEE = new AccountId("uk-1002");
    private static final AccountId ABROAD = new AccountId("au-2001");
    private static final String CROSSING = "uk-0196f0a3c4b57e2a8d1f000000000001";
    private static final String ALERT = "5ab7f5ae-5f2c-3b8c-9a44-1a30f0b0a001";
    private static final CurrencyCode GBP = new CurrencyCode("GBP");
    private static final Instant EFFECTIVE = Instant.parse("2026-01-31T12:00:00.123456Z");

    static Stream<Class<?>> events() {
        return records(LedgerEvent.class);
    }

    private static Stream<Class<?>> records(Class<?> type) {
        return type.isSealed()
                ? Stream.of(type.getPermittedSubclasses()).flatMap(WireNamesTest::records)
                : Stream.of(type);
    }

    @ParameterizedTest
    @MethodSource("events")
    void every_event_has_a_wire_name_that_leads_back_to_it(Class<? extends LedgerEvent> event) {
        assertThat(MessageNames.eventClass(MessageNames.of(event))).isEqualTo(event);
    }

    @Test
    void the_wire_names_are_those_that_were_published() {
        assertThat(MessageNames.events())
                .contains(
                        "ledger.AccountOpened",
                        "ledger.MoneyDeposited",
                        "ledger.MoneyWithdrawn",
                        "ledger.MoneyTransferred",
                        "ledger.MoneyReversed",
                        "ledger.HoldAuthorised",
                        "ledger.HoldCaptured",
                        "ledger.HoldVoided",
                        "ledger.HoldExpired",
                        "ledger.AccountFrozen",
                        "ledger.AccountUnfrozen",
                        "ledger.AccountClosed",
                        "ledger.TransferSent",
                        "ledger.TransferReceived",
                        "ledger.TransferRefused",
                        "ledger.TransferSettled",
                        "ledger.TransferReturned",
                        "ledger.TransactionHalted",
                        "ledger.TransactionResumed");
    }

    static Stream<Arguments> golden() {
        return Stream.of(
                Arguments.of(
                        "ledger.AccountOpened.json",
                        new AccountOpened(PAYER, GBP, "Ada Lovelace", 5000, Map.of("branch", "Łódź \"1\""))),
                Arguments.of("ledger.AccountOpened.least.json", new AccountOpened(PAYER, GBP, null, 0, Map.of())),
                Arguments.of(
                        "ledger.MoneyDeposited.json",
                        new MoneyDeposited(
                                "uk-d1",
                                GBP,
                                Posting.move(PAYER.region().world(), PAYER, 1250),
                                EFFECTIVE,
                                "salary",
                                Map.of("batch", 7))),
                Arguments.of(
                        "ledger.MoneyWithdrawn.json",
                        new MoneyWithdrawn(
                                "uk-w1",
                                GBP,
                                Posting.move(PAYER, PAYER.region().world(), 9_007_199_254_740_991L),
                                Instant.parse("1993-01-01T00:00:00Z"),
                                null,
                                Map.of())),
                Arguments.of(
                        "ledger.MoneyTransferred.json",
                        new MoneyTransferred("uk-t1", GBP, Posting.move(PAYER, PAYEE, 1), null, "rent", Map.of())),
                Arguments.of("ledger.AccountFrozen.json", new AccountFrozen(PAYER, "court order")),
                Arguments.of("ledger.AccountUnfrozen.json", new AccountUnfrozen(PAYER, "order lifted")),
                Arguments.of("ledger.AccountClosed.json", new AccountClosed(PAYER, "asked for it")),
                Arguments.of(
                        "ledger.HoldAuthorised.json",
                        new HoldAuthorised("uk-h1", PAYER, GBP, 900, EFFECTIVE, "hotel", Map.of("night", 1))),
                Arguments.of(
                        "ledger.HoldAuthorised.least.json",
                        new HoldAuthorised("uk-h1", PAYER, GBP, 900, null, null, Map.of())),
                Arguments.of("ledger.HoldVoided.json", new HoldVoided("uk-h1", PAYER, 900, "guest left")),
                Arguments.of("ledger.HoldExpired.json", new HoldExpired("uk-h1", PAYER, 900)),
                Arguments.of(
                        "ledger.HoldCaptured.json",
                        new HoldCaptured(
                                "uk-t1", "uk-h1", 900, GBP, Posting.move(PAYER, PAYEE, 700), "hotel", Map.of())),
                Arguments.of(
                        "ledger.MoneyReversed.json",
                        new MoneyReversed(
                                "uk-r1",
                                "uk-t1",
                                GBP,
                                Posting.move(PAYEE, PAYER, 700).reversed(),
                                "wrong payee")),
                Arguments.of(
                        "ledger.TransferSent.json",
                        new TransferSent(
                                CROSSING,
                                ABROAD,
                                GBP,
                                Posting.move(PAYER, PAYER.region().clearing(), 250),
                                EFFECTIVE,
                                "rent",
                                "uk-00000000000000000000000000000001",
                                Map.of("flat", 7))),
                Arguments.of(
                        "ledger.TransferSent.least.json",
                        new TransferSent(
                                CROSSING,
                                ABROAD,
                                GBP,
                                Posting.move(PAYER, PAYER.region().clearing(), 250),
                                null,
                                null,
                                null,
                                Map.of())),
                Arguments.of(
                        "ledger.TransferReceived.json",
                        new TransferReceived(
                                CROSSING,
                                PAYER,
                                GBP,
                                Posting.move(ABROAD.region().clearing(), ABROAD, 250),
                                EFFECTIVE,
                                "rent",
                                Map.of("flat", 7))),
                Arguments.of(
                        "ledger.TransferReceived.least.json",
                        new TransferReceived(
                                CROSSING,
                                PAYER,
                                GBP,
                                Posting.move(ABROAD.region().clearing(), ABROAD, 250),
                                null,
                                null,
                                Map.of())),
                Arguments.of(
                        "ledger.TransferRefused.json",
                        new TransferRefused(CROSSING, RefusalCode.ACCOUNT_CLOSED, "au-2001 is closed")),
                Arguments.of("ledger.TransferSettled.json", new TransferSettled(CROSSING, PAYER)),
                Arguments.of(
                        "ledger.TransferReturned.json",
                        new TransferReturned(
                                CROSSING, GBP, Posting.move(PAYER.region().clearing(), PAYER, 250), "rent", null)),
                Arguments.of(
                        "ledger.TransferReturned.least.json",
                        new TransferReturned(
                                CROSSING, GBP, Posting.move(PAYER.region().clearing(), PAYER, 250), null, null)),
                Arguments.of(
                        "ledger.TransferReturned.reversal.json",
                        new TransferReturned(
                                CROSSING,
                                GBP,
                                Posting.move(PAYER.region().clearing(), PAYER, 250),
                                "rent",
                                "au-00000000000000000000000000000001")),
                Arguments.of("ledger.TransactionHalted.json", new TransferHalted(CROSSING, ALERT)),
                Arguments.of("ledger.TransactionResumed.json", new TransferResumed(CROSSING, ALERT)));
    }

    @ParameterizedTest
    @MethodSource("golden")
    void an_event_is_written_byte_for_byte_as_ever(String file, LedgerEvent event) throws IOException {
        assertThat(EventCodec.write(event)).isEqualTo(golden(file));
    }

    @ParameterizedTest
    @MethodSource("golden")
    void what_was_written_once_is_read(String file, LedgerEvent event) throws IOException {
        LedgerEvent read = EventCodec.read(MessageNames.of(event.getClass()), golden(file));
        assertThat(read).isEqualTo(event);
        assertThat(EventCodec.write(read)).isEqualTo(golden(file));
    }

    @Test
    void every_event_has_a_golden_file() {
        Set<Class<?>> written = golden().map(each -> each.get()[1].getClass()).collect(Collectors.toSet());
        assertThat(written).isEqualTo(events().collect(Collectors.toSet()));
    }

    private static String golden(String file) throws IOException {
        try (InputStream in = Objects.requireNonNull(WireNamesTest.class.getResourceAsStream("/golden/" + file))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).stripTrailing();
        }
    }
}
