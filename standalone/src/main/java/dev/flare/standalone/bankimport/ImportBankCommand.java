package dev.flare.standalone.bankimport;

import dev.flare.messages.shared.Region;
import dev.flare.standalone.exit.CommandStopped;
import dev.flare.standalone.exit.ExitCode;
import dev.flare.standalone.http.FlareClient;
import dev.flare.standalone.http.UrlOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "bank",
        description = {
            "Real transactions of a bank: opens R-<account_id> for every account of the file and posts every row,",
            "day by day, and each account's in the order of the file.",
            "Running it again, also after it was cut off, doubles nothing."
        },
        mixinStandardHelpOptions = true)
final class ImportBankCommand implements Callable<Integer> {

    @Parameters(
            paramLabel = "FILE.csv",
            description = "Columns transaction_id, account_id, date, amount_minor; others may be there.")
    Path file = Path.of("");

    @Option(names = "--region", required = true, paramLabel = "R", description = "Where the accounts are opened.")
    String region = "";

    @Mixin
    UrlOption url = new UrlOption();

    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public Integer call() {
        Region into = region();
        List<BankTransaction> rows = rows();
        try (FlareClient flare = url.open()) {
            new BankImport(
                            new BankRequests(flare, into),
                            new PatientSender(flare, Pause.REAL),
                            Pause.REAL,
                            spec().commandLine().getOut(),
                            spec().commandLine().getErr())
                    .run(rows);
        }
        return ExitCode.DONE.number();
    }

    private Region region() {
        try {
            return new Region(region);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec().commandLine(), "--region: " + e.getMessage(), e);
        }
    }

    /** All of them, before anything is sent: half a file is worse than none. */
    private List<BankTransaction> rows() {
        if (!Files.isRegularFile(file)) {
            throw new ParameterException(spec().commandLine(), "there is no file " + file);
        }
        try {
            return BankFile.read(file);
        } catch (MalformedFile e) {
            throw new CommandStopped(ExitCode.NO, file + ", " + e.getMessage() + ". Nothing was sent.", e);
        } catch (IOException e) {
            throw new CommandStopped(ExitCode.NO, "cannot read " + file + ": " + e, e);
        }
    }

    private CommandSpec spec() {
        if (spec == null) {
            throw new IllegalStateException("run by picocli only");
        }
        return spec;
    }
}
