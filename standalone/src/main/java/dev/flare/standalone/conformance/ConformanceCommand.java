package dev.flare.standalone.conformance;

import dev.flare.conformance.ConformanceRun;
import dev.flare.conformance.Endpoints;
import dev.flare.conformance.NotReachable;
import dev.flare.conformance.Result;
import dev.flare.conformance.ResultJson;
import dev.flare.conformance.ResultText;
import dev.flare.standalone.exit.CommandStopped;
import dev.flare.standalone.exit.ExitCode;
import dev.flare.standalone.http.BaseUrl;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Does somebody's participant do what it owes? */
@Command(
        name = "conformance",
        description = {
            "Has a participant do and undo work in made-up transactions, twice, late, too early and all at once, and compares",
            "what it answers with what it owes (docs/CONFORMANCE.md). Meant for one that is not in use: it will have worked.",
            "With --flare the transactions are under supervision; they are ended, and their alerts resolved."
        },
        mixinStandardHelpOptions = true)
public final class ConformanceCommand implements Callable<Integer> {

    @Parameters(
            paramLabel = "URL",
            converter = BaseUrl.class,
            description = "Below which the participant's endpoints are.")
    URI base = URI.create("http://localhost");

    @Option(
            names = "--work",
            paramLabel = "PATH",
            defaultValue = Endpoints.WORK,
            description = "POST: does the work of a transaction. Default: ${DEFAULT-VALUE}.")
    String work = Endpoints.WORK;

    @Option(
            names = "--compensate",
            paramLabel = "PATH",
            defaultValue = Endpoints.COMPENSATE,
            description = "POST: undoes it. Default: ${DEFAULT-VALUE}.")
    String compensate = Endpoints.COMPENSATE;

    @Option(
            names = "--status",
            paramLabel = "PATH",
            defaultValue = Endpoints.STATUS,
            description = "GET: its row. Default: ${DEFAULT-VALUE}.")
    String status = Endpoints.STATUS;

    @Option(names = "--participant", paramLabel = "NAME", description = "As it reports to --flare: database.table.")
    @Nullable
    String participant;

    @Option(
            names = "--flare",
            paramLabel = "URL",
            converter = BaseUrl.class,
            description = "The Flare to which the participant reports.")
    @Nullable
    URI flare;

    @Option(names = "--all", description = "Print every step, not only of what is wrong.")
    boolean everything;

    @Option(names = "--json", paramLabel = "FILE", description = "Write all of it as JSON.")
    @Nullable
    Path json;

    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public Integer call() {
        ResultText text = new ResultText(spec().commandLine().getOut(), everything);
        Result result = run(text);
        text.end(result);
        write(result);
        return (result.isRight() ? ExitCode.DONE : ExitCode.NO).number();
    }

    private Result run(ResultText text) {
        try {
            return new ConformanceRun(new Endpoints(base, work, compensate, status), supervised()).run(text::heard);
        } catch (NotReachable e) {
            throw new CommandStopped(ExitCode.NOT_REACHABLE, String.valueOf(e.getMessage()), e);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec().commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private ConformanceRun.@Nullable Supervised supervised() {
        if (flare == null) {
            return null;
        }
        if (participant == null) {
            throw new ParameterException(
                    spec().commandLine(), "--flare needs --participant: the name under which it reports");
        }
        return new ConformanceRun.Supervised(flare, participant);
    }

    private void write(Result result) {
        if (json == null) {
            return;
        }
        try {
            Files.writeString(json, ResultJson.of(result) + "\n");
        } catch (IOException e) {
            throw new CommandStopped(ExitCode.NO, "cannot write " + json + ": " + e, e);
        }
    }

    private CommandSpec spec() {
        if (spec == null) {
            throw new IllegalStateException("run by picocli only");
        }
        return spec;
    }
}
