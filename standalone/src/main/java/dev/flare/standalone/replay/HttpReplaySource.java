package dev.flare.standalone.replay;

import dev.flare.standalone.http.FlareClient;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.Collectors;

/** A running Flare answers. */
final class HttpReplaySource implements ReplaySource {

    /** A replay from the first event may take its time. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final FlareClient flare;

    HttpReplaySource(FlareClient flare) {
        this.flare = flare;
    }

    @Override
    public String replay(ReplayQuestion question) {
        String query = question.parameters().entrySet().stream()
                .map(parameter ->
                        parameter.getKey() + "=" + URLEncoder.encode(parameter.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return flare.bodyOf(
                flare.request("/api/replay?" + query, PATIENCE).GET().build());
    }
}
