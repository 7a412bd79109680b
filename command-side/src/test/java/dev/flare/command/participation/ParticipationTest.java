package dev.flare.command.participation;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.flare.command.CommandSchema;
import dev.flare.command.transit.Transit;
import dev.flare.eventstore.EventStore;
import dev.flare.eventstore.EventStoreSchema;
import dev.flare.eventstore.EventStoreSettings;
import dev.flare.eventstore.NewEvent;
import dev.flare.eventstore.StoredEvent;
import dev.flare.eventstore.support.TestPostgres;
import dev.flare.messages.EventCodec;
import dev.flare.messages.MessageNames;
import dev.flare.messages.Tags;
import dev.flare.messages.ledger.LedgerEvent;
import dev.flare.messages.ledger.MoneyDeposited;
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
import dev.flare.messages.shared.RefusedException;
import dev.flare.messages.shared.Region;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** Rows of participation say what the region's events say, in the very moment in which they are there. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ParticipationTest {

    private static final Region UK = new Region("uk");
    private static final AccountId ADA = new AccountId("uk-ada");
    private static final AccountId BOB = new AccountId("au-bob");
    private static final CurrencyCode GBP = new CurrencyCode("GBP");

    private final HikariDataSource database = (HikariDataSource) TestPostgres.newDataSource();
    private final EventStore store;

    ParticipationTest() {
        EventStoreSchema.migrate(database);
        CommandSchema.migrate(database);
        store = EventStore.open(
                database,
                "uk",
                EventStoreSettings.defaults().withInlineProjections(List.of(Participation.of(UK))),
                Clock.systemUTC());
    }

    @AfterEach
    void close() {
        store.close();
        database.close();
    }

    private static NewEvent written(String transaction, LedgerEvent event) {
        return new NewEvent(
                UUID.randomUUID(),
                MessageNames.of(event.getClass()),
                MessageNames.VERSION,
                List.of(Tags.account(ADA), Tags.transaction(transaction)),
                Map.of(),
                EventCodec.write(event));
    }

    private static TransferSent sent(String id) {
        return new TransferSent(
                id, BOB, GBP, Posting.move(ADA, UK.clearing(), 5), null, "no text for a database: \0", null, Map.of());
    }

    private static LedgerEvent event(String id, Random random) {
        return switch (random.nextInt(9)) {
            case 0, 1 -> sent(id);
            case 2 ->
                new TransferReceived(id, BOB, GBP, Posting.move(UK.clearing(), ADA, 5), null, null, Map.of("a", "\0"));
            case 3 -> new TransferRefused(id, RefusalCode.NOT_FOUND, "nobody");
            case 4 -> new TransferSettled(id, ADA);
            case 5 -> new TransferReturned(id, GBP, Posting.move(UK.clearing(), ADA, 5), null, null);
            case 6, 7 -> new TransferHalted(id, "alert-" + random.nextInt(2));
            default -> new TransferResumed(id, "alert-" + random.nextInt(2));
        };
    }

    private static String row(Transit transit) {
        return String.join(
                " ",
                String.valueOf(transit.sent() != null || transit.received()),
                String.valueOf(transit.settled() || transit.received()),
                String.valueOf(transit.refused()),
                String.valueOf(transit.returned()),
                String.valueOf(transit.isHalted()));
    }

    private Map<String, String> asTheEventsSay() {
        Map<String, Transit> transits = new TreeMap<>();
        for (StoredEvent stored : store.reader().after(0, Integer.MAX_VALUE)) {
            stored.tags().stream().filter(tag -> tag.startsWith("transaction=")).forEach(tag -> {
                LedgerEvent event = EventCodec.read(stored.type(), stored.payload());
                transits.merge(tag.substring(12), Transit.of(List.of(event)), (before, now) -> before.evolve(event));
            });
        }
        Map<String, String> rows = new TreeMap<>();
        transits.forEach((id, transit) -> rows.put(id, row(transit)));
        return rows;
    }

    private Map<String, String> rows() throws SQLException {
        Map<String, String> found = new TreeMap<>();
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT transaction_id, concat_ws(' ', has_started::text,"
                        + " has_completed::text, has_failed::text, has_compensated::text, halted::text) FROM participation"
                        + " WHERE participant = 'uk.participation'")) {
            while (rows.next()) {
                found.put(rows.getString(1), rows.getString(2));
            }
        }
        return found;
    }

    private List<String> one(String columns) throws SQLException {
        List<String> found = new ArrayList<>();
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT " + columns + " FROM participation")) {
            while (rows.next()) {
                found.add(rows.getString(1));
            }
        }
        return found;
    }

    @Test
    void rows_are_the_fold_of_the_events_however_they_are_batched() throws SQLException {
        Random random = new Random(1);
        List<CompletableFuture<?>> appends = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            List<NewEvent> together = new ArrayList<>();
            for (int j = random.nextInt(3); j >= 0; j--) {
                String id = "au-" + random.nextInt(60);
                together.add(written(id, event(id, random)));
            }
            if (random.nextBoolean()) {
                together.add(local());
            }
            appends.add(store.append(together, List.of()));
        }
        appends.forEach(CompletableFuture::join);
        assertThat(rows()).isEqualTo(asTheEventsSay()).hasSizeGreaterThan(50);
    }

    private static NewEvent local() {
        MoneyDeposited deposited =
                new MoneyDeposited("uk-d", GBP, Posting.move(UK.world(), ADA, 1), null, null, Map.of());
        return new NewEvent(
                UUID.randomUUID(),
                MessageNames.MONEY_DEPOSITED,
                MessageNames.VERSION,
                List.of(Tags.account(ADA)),
                Map.of(),
                EventCodec.write(deposited));
    }

    @Test
    void a_row_says_when_and_why() throws SQLException {
        store.append(List.of(written("uk-1", sent("uk-1"))), List.of()).join();
        store.append(
                        List.of(
                                written("uk-1", new TransferHalted("uk-1", "a")),
                                written(
                                        "uk-1",
                                        new TransferRefused("uk-1", RefusalCode.ACCOUNT_CLOSED, "it is closed"))),
                        List.of())
                .join();
        assertThat(one("started_at = (SELECT recorded_at FROM events WHERE position = 1)"))
                .containsExactly("t");
        assertThat(one("reason || ' ' || (completed_at IS NULL)")).containsExactly("it is closed true");
        store.append(List.of(written("uk-1", new TransferResumed("uk-1", "a"))), List.of())
                .join();
        assertThat(one("halted || ' ' || has_failed")).containsExactly("false true");
    }

    @Test
    void no_further_transfer_is_admitted_while_too_many_are_under_way() {
        TransfersUnderWay underWay = new TransfersUnderWay(UK, database, 3);
        assertThat(List.of(underWay.admits(), underWay.admits(), underWay.admits(), underWay.admits()))
                .containsExactly(true, true, true, false);
        underWay.look();
        assertThat(underWay.admits()).as("nothing came of those").isTrue();
        for (String id : List.of("uk-1", "uk-2", "uk-3", "uk-4")) {
            store.append(List.of(written(id, sent(id))), List.of()).join();
        }
        underWay.look();
        assertThat(underWay.count()).isEqualTo(3);
        assertThat(underWay.admits()).isFalse();
        store.append(
                        List.of(
                                written("uk-1", new TransferSettled("uk-1", ADA)),
                                written("uk-2", new TransferHalted("uk-2", "a")),
                                written(
                                        "uk-3",
                                        new TransferReturned(
                                                "uk-3", GBP, sent("x").postings(), null, null))),
                        List.of())
                .join();
        underWay.look();
        assertThat(underWay.count()).isEqualTo(1);
    }

    @Test
    void who_is_not_admitted_is_told_to_try_again() {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        try (TransferAdmission admission = new TransferAdmission(List.of(UK), region -> database, 1, meters)) {
            admission.admit(UK);
            boolean shown = false;
            for (int i = 0; i < 100 && !shown; i++) {
                assertThat(refusal(admission)).isEqualTo(RefusalCode.OVERLOADED);
                shown = meters.get("flare.transfers.under.way").gauge().value() == 1;
            }
            assertThat(shown).as("unless a look came between").isTrue();
        }
    }

    /** A look between the two would forget the first, of which nothing came. */
    private static RefusalCode refusal(TransferAdmission admission) {
        for (int i = 0; i < 100; i++) {
            try {
                admission.admit(UK);
            } catch (RefusedException refusal) {
                return refusal.code();
            }
        }
        throw new AssertionError("admitted a hundred times");
    }
}
