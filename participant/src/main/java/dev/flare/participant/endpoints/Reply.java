package dev.flare.participant.endpoints;

import com.sun.net.httpserver.HttpExchange;
import dev.flare.participant.json.JsonText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** An answer, and how it is sent. */
record Reply(int status, String type, String json) {

    static Reply ok(String json) {
        return new Reply(200, "application/json", json);
    }

    static Reply problem(int status, String code, String detail) {
        return new Reply(
                status,
                "application/problem+json",
                "{\"status\":" + status + ",\"code\":" + JsonText.of(code) + ",\"detail\":" + JsonText.of(detail)
                        + "}");
    }

    void send(HttpExchange exchange) throws IOException {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        if (status == 503) {
            exchange.getResponseHeaders().set("Retry-After", "1");
        }
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}
