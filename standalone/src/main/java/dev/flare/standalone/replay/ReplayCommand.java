package dev.flare.standalone.replay;

import dev.flare.eventstore.EventReader;
import dev.flare.standalone.exit.CommandStopped;
import dev.flare.standalone.exit.ExitCode;
import dev.flare.standalone.http.FlareClient;
import dev.flare.standalone.http.UrlOption;
import dev.flare.standalone.jdbc.JdbcOption;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.core.JacksonException;

/** Prints what was known at a moment: every account, or those of one region, or one. */
@Command(
        name = "replay",
        description = "Print what was known at a moment. Amounts are in minor units.",
        mixinStandardHelpOptions = true)
public final class ReplayCommand implements Callable<Integer> {

    /** One of the two, never both. */
    static final class Moment {

        @Option(
                names = "--at",
                required = true,
                paramLabel = "INSTANT",
                description = "As known then: 2026-01-31T14:03:00Z.")
        @Nullable
        Instant at;

        @Option(
                names = "--position",
                required = true,
                paramLabel = "N",
                description = "As known at a position: N with --region or --account, else uk:123,au:5.")
        @Nullable
        String position;
    }

    @ArgGroup(multiplicity = "1")
    Moment moment = new Moment();

    @Option(names = "--region", paramLabel = "R", description = "Only this region.")
    @Nullable
    String region;

    @Option(names = "--account", paramLabel = "ID", description = "Only this account.")
    @Nullable
    String account;

    @Option(
            names = "--effective-at",
            paramLabel = "INSTANT",
            description = "Only postings effective by then, as known at the moment.")
    @Nullable
    Instant effectiveAt;

    @Option(
            names = "--format",
            defaultValue = "table",
            paramLabel = "FORMAT",
            description = "table, json or csv. Default: table.")
    Format format = Format.TABLE;

    @Mixin
    UrlOption url = new UrlOption();

    @Mixin
    JdbcOption jdbc = new JdbcOption();

    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public Integer call() {
        if (spec == null) {
            throw new IllegalStateException("run by picocli only");
        }
        PrintWriter out = spec.commandLine().getOut();
        try {
            format.print(answer(), out);
        } catch (JacksonException e) {
            throw new CommandStopped(
                    ExitCode.NOT_REACHABLE, "what answers there is not Flare: " + e.getOriginalMessage(), e);
        }
        out.flush();
        return ExitCode.DONE.number();
    }

    private String answer() {
        Optional<EventReader> log = jdbc.log();
        if (log.isPresent()) {
            return new JdbcReplaySource(log.get(), Clock.systemUTC()).replay(question());
        }
        try (FlareClient flare = url.open()) {
            return new HttpReplaySource(flare).replay(question());
        }
    }

    private ReplayQuestion question() {
        Map<String, String> parameters = new LinkedHashMap<>();
        put(parameters, "region", region);
        put(parameters, "at", moment.at);
        put(parameters, "position", moment.position);
        put(parameters, "account", account);
        put(parameters, "effectiveAt", effectiveAt);
        return new ReplayQuestion(parameters);
    }

    private static void put(Map<String, String> parameters, String name, @Nullable Object value) {
        if (value != null) {
            parameters.put(name, value.toString());
        }
    }
}
