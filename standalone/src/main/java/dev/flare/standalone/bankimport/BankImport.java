package dev.flare.standalone.bankimport;

import dev.flare.standalone.exit.CommandStopped;
import dev.flare.standalone.exit.ExitCode;
import dev.flare.standalone.http.Answer;
import java.io.PrintWriter;
import java.net.http.HttpRequest;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Sends the rows one after the other, in their order: the next only when the one before is answered. */
final class BankImport {

    private final BankRequests requests;
    private final PatientSender sender;
    private final Pause pause;
    private final PrintWriter out;
    private final PrintWriter err;
    private final Counted accounts = new Counted();
    private final Counted transactions = new Counted();
    private long withoutAmount;

    BankImport(BankRequests requests, PatientSender sender, Pause pause, PrintWriter out, PrintWriter err) {
        this.requests = requests;
        this.sender = sender;
        this.pause = pause;
        this.out = out;
        this.err = err;
    }

    void run(List<BankTransaction> rows) {
        Progress progress = new Progress(err, pause, rows.size());
        Set<String> opened = new LinkedHashSet<>();
        for (BankTransaction row : rows) {
            if (opened.add(row.accountId())) {
                accounts.count(replayed(row, requests.open(row.accountId())));
            }
            move(row);
            progress.row();
        }
        summarize(progress);
    }

    private void move(BankTransaction row) {
        if (row.amount() == 0) {
            withoutAmount++;
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
        if (withoutAmount > 0) {
            out.printf(Locale.ROOT, "              %,9d left out: their amount is 0%n", withoutAmount);
        }
        out.printf(Locale.ROOT, "%,.0f rows/s, %.1f seconds%n", progress.rate(), progress.seconds());
        out.flush();
    }
}
