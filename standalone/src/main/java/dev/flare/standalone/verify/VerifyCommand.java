package dev.flare.standalone.verify;

import dev.flare.standalone.exit.CommandStopped;
import dev.flare.standalone.exit.ExitCode;
import dev.flare.standalone.http.FlareClient;
import dev.flare.standalone.http.UrlOption;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.core.JacksonException;

/** Asks whether the views equal the replay, the chain of hashes is intact and postings sum to zero; exit code 1 when not. */
@Command(
        name = "verify",
        description =
                "Do the views equal the replay, is the hash chain intact, do postings sum to zero? Exit 1 when not.",
        mixinStandardHelpOptions = true)
public final class VerifyCommand implements Callable<Integer> {

    /** It reads every event there is. */
    private static final Duration PATIENCE = Duration.ofMinutes(30);

    @Option(names = "--region", paramLabel = "R", description = "Only this region.")
    @Nullable
    String region;

    @Mixin
    UrlOption url = new UrlOption();

    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public Integer call() {
        if (spec == null) {
            throw new IllegalStateException("run by picocli only");
        }
        PrintWriter out = spec.commandLine().getOut();
        Verification verification = ask();
        verification.regions().forEach(found -> out.println(found.line()));
        out.flush();
        return (verification.isRight() ? ExitCode.DONE : ExitCode.NO).number();
    }

    private Verification ask() {
        String query = region == null ? "" : "?region=" + URLEncoder.encode(region, StandardCharsets.UTF_8);
        try (FlareClient flare = url.open()) {
            return Verification.read(flare.bodyOf(flare.request("/api/verifications" + query, PATIENCE)
                    .POST(HttpRequest.BodyPublishers.noBody())
                    .build()));
        } catch (JacksonException e) {
            throw new CommandStopped(
                    ExitCode.NOT_REACHABLE, "what answers there is not Flare: " + e.getOriginalMessage(), e);
        }
    }
}
