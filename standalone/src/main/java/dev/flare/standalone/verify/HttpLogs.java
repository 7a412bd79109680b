package dev.flare.standalone.verify;

import dev.flare.standalone.exit.CommandStopped;
import dev.flare.standalone.exit.ExitCode;
import dev.flare.standalone.http.FlareClient;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** A running Flare answers. */
final class HttpLogs implements Logs {

    private record Heads(List<ExportedHead> heads) {}

    /** It reads every event there is. */
    private static final Duration VERIFICATION = Duration.ofMinutes(30);

    private static final Duration HEADS = Duration.ofMinutes(1);
    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private final FlareClient flare;

    HttpLogs(FlareClient flare) {
        this.flare = flare;
    }

    @Override
    public List<ExportedHead> heads(@Nullable String region) {
        return ask("/api/heads" + only(region));
    }

    @Override
    public ExportedHead headAt(String region, long position) {
        return ask("/api/heads" + only(region) + "&position=" + position).getFirst();
    }

    private List<ExportedHead> ask(String path) {
        HttpRequest request = flare.request(path, HEADS).GET().build();
        List<ExportedHead> heads = understood(
                () -> JSON.readValue(flare.bodyOf(request), Heads.class).heads());
        if (heads == null || heads.isEmpty()) {
            throw new CommandStopped(ExitCode.NOT_REACHABLE, "what answers there is not Flare: it knows no heads");
        }
        return heads;
    }

    @Override
    public Verification verify(@Nullable String region) {
        HttpRequest request = flare.request("/api/verifications" + only(region), VERIFICATION)
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        return understood(() -> Verification.read(flare.bodyOf(request)));
    }

    private static String only(@Nullable String region) {
        return region == null ? "" : "?region=" + URLEncoder.encode(region, StandardCharsets.UTF_8);
    }

    private static <T> T understood(Supplier<T> answer) {
        try {
            return answer.get();
        } catch (JacksonException e) {
            throw new CommandStopped(
                    ExitCode.NOT_REACHABLE, "what answers there is not Flare: " + e.getOriginalMessage(), e);
        }
    }

    @Override
    public void close() {
        flare.close();
    }
}
