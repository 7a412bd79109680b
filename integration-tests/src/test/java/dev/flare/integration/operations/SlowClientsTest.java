package dev.flare.integration.operations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flare.integration.support.Flare;
import dev.flare.integration.support.RawHttp;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that would keep a connection or a place for themselves. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
@Tag("alone")
class SlowClientsTest {

    private final URI base = URI.create(Flare.shared().api().base());

    private String answerTo(String... parts) throws IOException {
        try (Socket socket = new Socket(base.getHost(), base.getPort())) {
            socket.setSoTimeout(30_000);
            for (String part : parts) {
                socket.getOutputStream().write(part.getBytes(StandardCharsets.US_ASCII));
            }
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    @Test
    void a_body_that_does_not_arrive_is_not_waited_for() throws IOException {
        assertThat(answerTo(
                        "POST /api/accounts HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n",
                        "{\"acc"))
                .startsWith("HTTP/1.1 408")
                .contains("\"code\":\"TOO_SLOW\"");
    }

    @Test
    void headers_that_do_not_end_are_not_waited_for() throws IOException {
        assertThat(answerTo("GET /api/accounts HTTP/1.1\r\nHost: x\r\nX-")).isEmpty();
    }

    @Test
    void a_flood_of_headers_is_refused() {
        List<String> headers =
                IntStream.range(0, 500).mapToObj(i -> "X-" + i + ": a").toList();
        RawHttp.Reply reply = new RawHttp(Flare.shared().api()).send("GET", "/api/accounts", headers, new byte[0]);
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.header("Content-Type")).startsWith("application/problem+json");
    }
}
