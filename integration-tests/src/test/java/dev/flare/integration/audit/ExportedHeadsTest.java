package dev.flare.integration.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flare.eventstore.EventStoreSchema;
import dev.flare.eventstore.PostgresServer;
import dev.flare.eventstore.WrittenLog;
import dev.flare.eventstore.support.TestPostgres;
import dev.flare.integration.support.Bank;
import dev.flare.integration.support.Cli;
import dev.flare.integration.support.Flare;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.ds.PGSimpleDataSource;

/** Heads are exported and compared later: who may change everything in the database cannot change what is kept elsewhere. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class ExportedHeadsTest {

    private static final int NO = 1;
    private static final int WRONG_USAGE = 2;

    @TempDir
    Path directory;

    /** A region's log in a database of its own, which nobody minds being spoilt. */
    private static final class Log {

        private final String database = TestPostgres.newDatabase();
        private final PGSimpleDataSource owner = new PGSimpleDataSource();
        private Instant day = Instant.parse("2026-01-01T00:00:00Z");
        private final WrittenLog written = new WrittenLog(owner);

        Log() {
            owner.setUrl(TestPostgres.owner().url(database));
            owner.setUser(TestPostgres.owner().user());
            owner.setPassword(TestPostgres.owner().password());
            EventStoreSchema.migrate(owner);
        }

        void grow() {
            day = day.plus(Duration.ofDays(1));
            written.append(IntStream.range(0, 5)
                    .mapToObj(i ->
                            new WrittenLog.Entry(day.plusSeconds(i), "cart.ItemAdded", "1", "{}", List.of("a=" + i)))
                    .toList());
        }

        /** With the rights of an application that reads. */
        Cli run(String... arguments) {
            PostgresServer reader = TestPostgres.as("flare_auditor_test", "flare_read");
            String url = reader.url(database) + "?user=" + reader.user() + "&password=" + reader.password();
            return Cli.run(Stream.concat(Stream.of(arguments), Stream.of("--region", "uk", "--jdbc", url))
                    .toArray(String[]::new));
        }
    }

    private Path exportedTwice(Log log) {
        Path file = directory.resolve("heads.jsonl");
        log.grow();
        assertThat(log.run("head", "--out", file.toString()).exitCode()).isZero();
        log.grow();
        assertThat(log.run("head", "--out", file.toString()).exitCode()).isZero();
        log.grow();
        return file;
    }

    @Test
    void what_a_superuser_does_to_the_end_of_a_log_or_to_all_its_hashes_is_found_and_where() throws IOException {
        Log log = new Log();
        Path file = exportedTwice(log);
        assertThat(Files.readAllLines(file)).hasSize(2).first().asString().contains("\"position\":5,\"hash\":\"");
        Cli right = log.run("verify", "--against", file.toString());
        assertThat(right.said())
                .contains("uk  position 15, 15 events, 0 accounts: ok")
                .contains("uk  exported heads: 2, up to position 10: ok");
        assertThat(right.exitCode()).isZero();

        log.written.forge(8, "{\"forged\":1}");
        assertThat(log.run("verify").exitCode()).as("its chain is whole").isZero();
        assertFound(log, file, "position 10: the hash is ", "written anew from somewhere between 6 and 10");

        log.written.cutOff(9);
        assertThat(log.run("verify").exitCode()).as("its chain is whole").isZero();
        assertFound(log, file, "position 10: the log ends at 9", "its end was cut off");

        log.written.forge(1, "{\"forged\":2}");
        assertFound(log, file, "position 5: the hash is ", "or all was written anew");
    }

    private static void assertFound(Log log, Path file, String where, String what) {
        Cli found = log.run("verify", "--against", file.toString());
        assertThat(found.said()).contains("DIFFERENT: " + where).contains(what);
        assertThat(found.exitCode()).isEqualTo(NO);
    }

    @Test
    void a_log_whose_chain_is_broken_is_not_called_right_because_its_exported_heads_are() {
        Log log = new Log();
        Path file = exportedTwice(log);
        log.written.tamper(
                "ALTER TABLE events DISABLE TRIGGER USER", "UPDATE events SET payload = '{ }' WHERE position = 3");
        Cli found = log.run("verify", "--against", file.toString());
        assertThat(found.said()).contains("DIFFERENT: position 3: the hash is").contains("not compared with");
        assertThat(found.exitCode()).isEqualTo(NO);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''                                                                    | there is no head in it
            hello                                                                 | line 1 is none that `flare head` wrote
            {"region":"uk","position":1}                                          | line 1 is none that `flare head` wrote: no hash
            {"region":"uk","hash":"ab"}                                           | line 1 is none that `flare head` wrote: no position
            {"position":1,"hash":"ab"}                                            | line 1 is none that `flare head` wrote: no region
            """)
    void a_file_that_is_of_no_use_is_2_and_says_why(String content, String why) throws IOException {
        Path file = Files.writeString(directory.resolve("heads.jsonl"), content);
        Cli refused = Cli.run("verify", "--against", file.toString());
        assertThat(refused.said()).contains(why);
        assertThat(refused.exitCode()).isEqualTo(WRONG_USAGE);
    }

    @Test
    void a_running_flare_exports_and_is_compared_and_no_region_is_passed_over() throws IOException {
        Flare flare = Flare.shared();
        Bank bank = flare.bank();
        String account = bank.openWith("uk", 100);
        Path file = directory.resolve("heads.jsonl");
        String url = flare.api().base();
        Cli printed = Cli.run("head", "--region", "uk", "--url", url);
        Files.writeString(file, printed.said());
        bank.deposit(account, 5).expect(201);

        assertThat(verifiedAgainst(file, "--url", url, "--region", "uk").exitCode())
                .isZero();
        Cli silent = verifiedAgainst(file, "--url", url);
        assertThat(silent.said()).contains("it has no head of region au");
        assertThat(silent.exitCode()).isEqualTo(WRONG_USAGE);

        assertThat(Cli.run("head", "--out", file.toString(), "--url", url).exitCode())
                .isZero();
        Cli all = verifiedAgainst(file, "--url", url);
        assertThat(all.said()).contains("uk  exported heads: 2, up to position").contains("us  exported heads: 1");
        assertThat(all.exitCode()).isZero();

        Files.writeString(file, Files.readString(file) + printed.said().replace("\"uk\"", "\"fr\""));
        Cli elsewhere = verifiedAgainst(file, "--url", url);
        assertThat(elsewhere.said()).contains("it has a head of region fr", "is it of another installation?");
        assertThat(elsewhere.exitCode()).isEqualTo(WRONG_USAGE);
    }

    private static Cli verifiedAgainst(Path file, String... of) {
        return Cli.run(Stream.concat(Stream.of("verify", "--against", file.toString()), Stream.of(of))
                .toArray(String[]::new));
    }
}
