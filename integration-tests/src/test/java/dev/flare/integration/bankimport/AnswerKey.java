package dev.flare.integration.bankimport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flare.integration.support.Bank;
import dev.flare.integration.support.Together;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Asks Flare what the bank's own books answer. */
final class AnswerKey {

    private static final int CLIENTS = 8;
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    private final Bank bank;
    private final BankFile file;
    private final long head;

    /** The position of each transaction. */
    private final Map<String, Long> positions = new ConcurrentHashMap<>();

    AnswerKey(Bank bank, BankFile file) {
        this.bank = bank;
        this.file = file;
        this.head = bank.head("uk");
    }

    /**
     * Every statement, line by line, in the order of the books and in that of effect; then accounts at a position and at the
     * end of a day.
     *
     * @param sample how many of each of the last two at most
     */
    void check(int sample, long seed) {
        System.out.println("bank import: sample of " + sample + " by seed " + seed);
        inParallel(List.copyOf(file.byAccount().values()), this::checkStatement);
        assertThat(positions).hasSize(file.rows().size());
        inParallel(sample(file.rows(), sample, seed), this::checkAtPosition);
        inParallel(sample(file.lastOfDays(), sample, seed), this::checkAtEndOfDay);
    }

    private static List<BankFile.Row> sample(List<BankFile.Row> rows, int number, long seed) {
        List<BankFile.Row> shuffled = new ArrayList<>(rows);
        Collections.shuffle(shuffled, new Random(seed));
        return shuffled.subList(0, Math.min(number, shuffled.size()));
    }

    private static <T> void inParallel(List<T> all, Consumer<T> check) {
        Together.clients(CLIENTS, PATIENCE, client -> {
            for (int i = client; i < all.size(); i += CLIENTS) {
                check.accept(all.get(i));
            }
            return client;
        });
    }

    private void checkStatement(List<BankFile.Row> rows) {
        String account = ours(rows.getFirst());
        List<Bank.Entry> entries = bank.entries(account, "position=uk:" + head);
        assertThat(entries).as(account).hasSameSizeAs(rows);
        for (int i = 0; i < rows.size(); i++) {
            assertSame(rows.get(i), entries.get(i));
            positions.put(rows.get(i).transaction(), entries.get(i).position());
        }
        String byEffect =
                "position=uk:" + head + "&effectiveAt=" + rows.getLast().endOfDay();
        assertThat(bank.entries(account, byEffect)).isEqualTo(entries);
    }

    private static void assertSame(BankFile.Row row, Bank.Entry entry) {
        assertThat(entry.reference()).isEqualTo(row.transaction());
        assertThat(entry.amount()).as(row.toString()).isEqualTo(row.amount());
        assertThat(entry.balanceAfter()).as(row.toString()).isEqualTo(row.balanceAfter());
        assertThat(entry.effectiveAt()).as(row.toString()).isEqualTo(row.noon());
    }

    private void checkAtPosition(BankFile.Row row) {
        String moment = "position=uk:" + positions.get(row.transaction());
        assertThat(balance(row, moment)).as(row.toString()).isEqualTo(row.balanceAfter());
    }

    private void checkAtEndOfDay(BankFile.Row row) {
        String moment = "position=uk:" + head + "&effectiveAt=" + row.endOfDay();
        assertThat(balance(row, moment)).as(row.toString()).isEqualTo(row.balanceAfter());
    }

    private long balance(BankFile.Row row, String moment) {
        return bank.account(ours(row), moment).required("balance").longValue();
    }

    private static String ours(BankFile.Row row) {
        return "uk-" + row.account();
    }
}
