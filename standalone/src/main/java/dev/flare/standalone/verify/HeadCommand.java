package dev.flare.standalone.verify;

import dev.flare.standalone.exit.ExitCode;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Exports where each region's log ends, for {@code verify --against}. */
@Command(
        name = "head",
        description = "Print where each region's log ends, a line of JSON each, to be kept elsewhere: "
                + "`flare verify --against FILE` finds later what was changed or cut off up to there.",
        mixinStandardHelpOptions = true)
public final class HeadCommand implements Callable<Integer> {

    @Option(names = "--out", paramLabel = "FILE", description = "Add the lines to this file instead of printing them.")
    @Nullable
    Path out;

    @Mixin
    LogsOptions of = new LogsOptions();

    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public Integer call() {
        if (spec == null) {
            throw new IllegalStateException("run by picocli only");
        }
        List<ExportedHead> heads = heads(spec.commandLine().getErr());
        if (out == null) {
            PrintWriter console = spec.commandLine().getOut();
            heads.forEach(head -> console.println(head.line()));
            console.flush();
        } else {
            new HeadsFile(out).add(heads);
        }
        return ExitCode.DONE.number();
    }

    private List<ExportedHead> heads(PrintWriter progress) {
        Instant now = Clock.systemUTC().instant().truncatedTo(ChronoUnit.MILLIS);
        try (Logs logs = of.open(progress)) {
            return logs.heads(of.region).stream()
                    .map(head -> head.exported(now))
                    .toList();
        }
    }
}
