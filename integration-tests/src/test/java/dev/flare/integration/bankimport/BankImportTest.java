package dev.flare.integration.bankimport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.flare.integration.support.Bank;
import dev.flare.integration.support.Flare;
import dev.flare.integration.support.Project;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The transactions of a real bank, through the real import: at every point in time Flare and the bank agree on every balance.
 * All lines of all statements are compared; and accounts at the position of a line, and at the end of a day, for a sample of lines and
 * days, with {@code -Dflare.full=true} for all. The import that is killed is that of a share of the file, with that setting of all.
 */
@DisplayNameGeneration(ReplaceUnderscores.class)
class BankImportTest {

    private static final boolean FULL = Boolean.getBoolean("flare.full");
    private static final int SHARE = 6000;
    private static final int SAMPLE = FULL ? Integer.MAX_VALUE : 3000;
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final Pattern PERCENT = Pattern.compile("(\\d+) %");

    private final Optional<Path> found = Project.data("bank/transactions.csv");

    @BeforeEach
    void skip_where_there_is_no_data() {
        assumeTrue(found.isPresent(), "no shared/data/bank/transactions.csv beside the project");
    }

    @Test
    void the_books_agree_when_the_import_ran_through() {
        BankFile file = BankFile.read(found.orElseThrow());
        Bank bank = Flare.shared().bank();
        long before = bank.head("uk");
        assertThat(run(Flare.shared(), file))
                .containsPattern(String.format(
                        "transactions +%,d posted +0 already there", file.rows().size()));
        assertThat(bank.head("uk")).isEqualTo(before + size(file));
        check(bank, file, SAMPLE);
    }

    @Test
    void the_books_agree_when_flare_was_killed_in_the_middle_and_the_import_run_again(@TempDir Path folder)
            throws IOException, InterruptedException {
        BankFile whole = BankFile.read(found.orElseThrow());
        BankFile file = FULL ? whole : whole.first(SHARE, folder.resolve("first.csv"));
        try (Flare flare = Flare.start()) {
            killAt(40, flare, file);
            long before = entriesPosted(flare);
            flare.up();
            String said = run(flare, file);
            assertThat(before).isBetween(1L, file.rows().size() - 1L);
            assertThat(said).containsPattern(String.format("posted +%,d already there", before));
            assertThat(flare.bank().head("uk")).isEqualTo(size(file));
            check(flare.bank(), file, FULL ? SAMPLE : 1000);
        }
    }

    /** How many events come of the file: its accounts and its transactions. */
    private static int size(BankFile file) {
        return file.rows().size() + file.byAccount().size();
    }

    private static void killAt(int percent, Flare flare, BankFile file) throws InterruptedException {
        CountDownLatch there = new CountDownLatch(1);
        try (Importer importer = new Importer(file.path(), flare.api(), line -> {
            Matcher matcher = PERCENT.matcher(line);
            if (matcher.find() && Integer.parseInt(matcher.group(1)) >= percent) {
                there.countDown();
            }
        })) {
            assertThat(there.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            flare.kill();
        }
    }

    /** PostgreSQL outlives the process that was killed; whatever it had under way is over when its connections are. */
    private static long entriesPosted(Flare flare) {
        await().atMost(Duration.ofSeconds(20)).until(() -> flare.postgres()
                .ask("uk", "SELECT count(*) FROM pg_stat_activity WHERE usename = 'flare_command'")
                .equals("0"));
        return Long.parseLong(
                flare.postgres().ask("uk", "SELECT count(*) FROM events WHERE type <> 'ledger.AccountOpened'"));
    }

    private static String run(Flare flare, BankFile file) {
        try (Importer importer = new Importer(file.path(), flare.api(), line -> {})) {
            String said = importer.await(PATIENCE);
            System.out.println(said.lines()
                    .filter(line -> !line.endsWith("%"))
                    .reduce((a, b) -> a + "\n" + b)
                    .orElse(""));
            return said;
        }
    }

    private static void check(Bank bank, BankFile file, int sample) {
        new AnswerKey(bank, file).check(sample, new Random().nextLong());
        bank.totals("uk", "position=uk:" + bank.head("uk"))
                .required("currencies")
                .forEach(currency ->
                        assertThat(currency.required("total").longValue()).isZero());
        bank.verify();
    }
}
