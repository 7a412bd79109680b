package dev.flare.integration.garbage;

import dev.flare.integration.document.Document;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Makes requests out of the calls of the document: each is right in most places and wrong in some. */
final class Requests {

    private static final List<String> METHODS =
            List.of("GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE", "FOO", "get");

    private static final List<String> MEDIA_TYPES = List.of(
            "text/plain",
            "application/xml",
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x",
            "*/*",
            "application/json; charset=UTF-16",
            "application/json;charset=nonsense",
            "application/problem+json",
            "garbage",
            "/",
            "",
            "application/json, text/html",
            "application/yaml",
            "application/cbor",
            "application/json;q=0",
            "text/html;q=x");

    private static final List<String> OTHER_HEADERS = List.of(
            "If-None-Match",
            "If-Match",
            "If-Modified-Since",
            "If-Unmodified-Since",
            "Range",
            "Accept-Language",
            "Accept-Charset",
            "Accept-Encoding",
            "Cookie",
            "Authorization",
            "Origin",
            "X-Forwarded-For",
            "X-Forwarded-Host",
            "X-HTTP-Method-Override",
            "Forwarded",
            "Content-Encoding",
            "Content-Language",
            "Referer",
            "User-Agent",
            "Upgrade",
            "Expect",
            "Transfer-Encoding",
            "Host",
            "Access-Control-Request-Method",
            "TE",
            "traceparent",
            "baggage");

    private final List<Document.Call> calls;
    private final Map<String, String> names;

    /** @param names what stands for the names of accounts in the examples */
    Requests(Document document, Map<String, String> names) {
        this.calls = document.calls();
        this.names = names;
    }

    List<Request> of(long seed, int many) {
        Noise noise = new Noise(new Random(seed));
        List<Request> requests = new ArrayList<>(many);
        for (int i = 0; i < many; i++) {
            requests.add(next(noise));
        }
        return requests;
    }

    private Request next(Noise noise) {
        Document.Call call = noise.from(calls);
        boolean wrongPath = noise.oneIn(5);
        boolean wrongMethod = noise.oneIn(12);
        String target = path(call, wrongPath, noise) + query(call, noise);
        String method = wrongMethod ? noise.from(METHODS) : call.method();
        List<String> headers = headers(call, noise);
        byte[] body = call.examples().isEmpty() ? strayBody(noise) : body(call, noise);
        boolean meant = !wrongPath && method.equals(call.method());
        return new Request(call, meant, method, target, headers, body);
    }

    private static byte[] strayBody(Noise noise) {
        return noise.oneIn(10) ? noise.bytes(200) : new byte[0];
    }

    private byte[] body(Document.Call call, Noise noise) {
        JsonNode example = noise.from(List.copyOf(call.examples().values()));
        return new Body(noise).of(JsonMapper.shared().readTree(named(example.toString())));
    }

    private String named(String text) {
        String named = text;
        for (Map.Entry<String, String> name : names.entrySet()) {
            named = named.replace(name.getKey(), name.getValue());
        }
        return named;
    }

    private String path(Document.Call call, boolean wrong, Noise noise) {
        String path = call.path();
        for (JsonNode parameter : call.parameters("path")) {
            String right = named(parameter.path("example").asString());
            String name = "{" + parameter.path("name").asString() + "}";
            path = path.replace(name, wrong ? noise.inTarget() : right);
        }
        return wrong && noise.oneIn(4)
                ? path + noise.from(List.of("/", "//", "/x", ";x=1", ".json", "%20", "#x"))
                : path;
    }

    private static String query(Document.Call call, Noise noise) {
        List<String> parts = new ArrayList<>();
        for (JsonNode parameter : call.parameters("query")) {
            if (noise.oneIn(5)) {
                String name = parameter.path("name").asString();
                parts.add(name + "=" + noise.inTarget());
                if (noise.oneIn(8)) {
                    parts.add(name + "=" + noise.inTarget());
                }
            }
        }
        if (noise.oneIn(15)) {
            parts.add(noise.inTarget() + "=" + noise.inTarget());
        }
        return parts.isEmpty() ? "" : "?" + String.join(noise.oneIn(20) ? "&&" : "&", parts);
    }

    private static List<String> headers(Document.Call call, Noise noise) {
        List<String> headers = new ArrayList<>();
        if (!call.examples().isEmpty() || noise.oneIn(10)) {
            headers.add("Content-Type: " + (noise.oneIn(10) ? noise.from(MEDIA_TYPES) : "application/json"));
        }
        if (noise.oneIn(8)) {
            headers.add("Accept: " + noise.from(MEDIA_TYPES));
        }
        for (String name : List.of("Idempotency-Key", "X-Correlation-Id")) {
            for (int times = noise.oneIn(4) ? 1 + noise.upTo(1) : 0; times > 0; times--) {
                headers.add(name + ": " + noise.inHeader());
            }
        }
        if (noise.oneIn(4)) {
            headers.add(noise.from(OTHER_HEADERS) + ": " + noise.inHeader());
        }
        if (noise.oneIn(60)) {
            for (int i = noise.upTo(300); i > 0; i--) {
                headers.add("X-" + i + ": " + i);
            }
        }
        return headers;
    }
}
