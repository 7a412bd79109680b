package dev.flare.standalone.bankimport;

import dev.flare.standalone.exit.CommandStopped;
import dev.flare.standalone.exit.ExitCode;
import dev.flare.standalone.http.Answer;
import java.io.PrintWriter;
import java.net.http.HttpRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Sends the rows day by day: the next day only when all of the one before are answered. Within a day each account's rows go one
 * after the other in the order of the file, while others' go beside them.
 */
final class BankImport {

    private final BankRequests requests;
    private final PatientSender sender;
    private final Pause pause;
    private final PrintWriter out;
    private final PrintWriter err;
    private static final int LANES = 8;

    private final Set<String> opened = ConcurrentHashMap.newKeySet();
    private final Counted accounts = new Counted();
    private final Counted transactions = new Counted();
    private final LongAdder withoutAmount = new LongAdder();

    BankImport(BankRequests requests, PatientSender sender, Pause pause, PrintWriter out, PrintWriter err) {
        this.requests = requests;
        this.sender = sender;
        this.pause = pause;
        this.out = out;
        this.err = err;
    }

    void run(List<BankTransaction> rows) {
        Progress progress = new Progress(err, pause, rows.size());
        try (ExecutorService lanes =
                Executors.newFixedThreadPool(LANES, Thread.ofVirtual().factory())) {
            for (List<List<BankTransaction>> day : days(rows)) {
                await(day.stream()
                        .map(account -> lanes.submit(() -> send(account, progress)))
                        .toList());
            }
        }
        summarize(progress);
    }

    /** The rows of each day, by account, each in the order of the file. */
    private static List<List<List<BankTransaction>>> days(List<BankTransaction> rows) {
        List<List<List<BankTransaction>>> days = new ArrayList<>();
        for (int from = 0, to = 0; from < rows.size(); from = to) {
            Instant day = rows.get(from).effectiveAt();
            while (to < rows.size() && rows.get(to).effectiveAt().equals(day)) {
                to++;
            }
            days.add(List.copyOf(rows.subList(from, to).stream()
                    .collect(Collectors.groupingBy(BankTransaction::accountId, LinkedHashMap::new, Collectors.toList()))
                    .values()));
        }
        return days;
    }

    private void send(List<BankTransaction> account, Progress progress) {
        for (BankTransaction row : account) {
            if (opened.add(row.accountId())) {
                accounts.count(replayed(row, requests.open(row.accountId())));
            }
            move(row);
            progress.row();
        }
    }

    /** All of them have ended when the first failure is told. */
    private static void await(List<? extends Future<?>> day) {
        CommandStopped failure = null;
        for (Future<?> account : day) {
            try {
                account.get();
            } catch (ExecutionException e) {
                failure = failure == null ? stopped(e.getCause()) : failure;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CommandStopped(ExitCode.NO, "interrupted", e);
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private static CommandStopped stopped(@Nullable Throwable cause) {
        return cause instanceof CommandStopped stopped
                ? stopped
                : new CommandStopped(ExitCode.NO, "the import failed: " + cause, cause);
    }

    private void move(BankTransaction row) {
        if (row.amount() == 0) {
            withoutAmount.increment();
        } else {
            transactions.count(replayed(row, requests.move(row)));
        }
    }

    private boolean replayed(BankTransaction row, HttpRequest request) {
        try {
            Answer answer = sender.send(request);
            if (answer.isSuccess()) {
                return answer.isReplay();
            }
            throw new CommandStopped(ExitCode.NO, "refused with " + answer.problem());
        } catch (CommandStopped e) {
            throw new CommandStopped(e.exitCode(), where(row) + e.getMessage() + "\n" + howToGoOn(), e);
        }
    }

    private static String where(BankTransaction row) {
        return "line " + row.line() + ", transaction " + row.id() + ": ";
    }

    private String howToGoOn() {
        return String.format(
                Locale.ROOT,
                "Before it, %,d transactions were posted and %,d were already there. Running the same command again goes on "
                        + "safely: what is there is not posted twice.",
                transactions.done(),
                transactions.alreadyThere());
    }

    private void summarize(Progress progress) {
        out.printf(
                Locale.ROOT,
                "accounts      %,9d opened   %,9d already there%n",
                accounts.done(),
                accounts.alreadyThere());
        out.printf(
                Locale.ROOT,
                "transactions  %,9d posted   %,9d already there%n",
                transactions.done(),
                transactions.alreadyThere());
        if (withoutAmount.sum() > 0) {
            out.printf(Locale.ROOT, "              %,9d left out: their amount is 0%n", withoutAmount.sum());
        }
        out.printf(Locale.ROOT, "%,.0f rows/s, %.1f seconds%n", progress.rate(), progress.seconds());
        out.flush();
    }
}
