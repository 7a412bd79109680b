package dev.flare.integration.garbage;

import dev.flare.integration.document.Document;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
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

    /** What is wrong with a request. One thing hides another, so it is mostly one. */
    private enum Wrong {
        METHOD,
        PATH,
        QUERY,
        HEADERS,
        BODY
    }

    private Request next(Noise noise) {
        Document.Call call = noise.from(calls);
        Set<Wrong> wrong = wrong(call, noise);
        String target =
                path(call, wrong.contains(Wrong.PATH), noise) + (wrong.contains(Wrong.QUERY) ? query(call, noise) : "");
        String method = wrong.contains(Wrong.METHOD) ? noise.from(METHODS) : call.method();
        List<String> headers = headers(call, wrong.contains(Wrong.HEADERS), noise);
        byte[] body = body(call, wrong.contains(Wrong.BODY), noise);
        boolean meant = !wrong.contains(Wrong.PATH) && method.equals(call.method());
        return new Request(call, meant, method, target, headers, body);
    }

    private static Set<Wrong> wrong(Document.Call call, Noise noise) {
        List<Wrong> likely = call.examples().isEmpty()
                ? List.of(Wrong.QUERY, Wrong.QUERY, Wrong.QUERY, Wrong.PATH, Wrong.HEADERS, Wrong.METHOD, Wrong.BODY)
                : List.of(
                        Wrong.BODY,
                        Wrong.BODY,
                        Wrong.BODY,
                        Wrong.BODY,
                        Wrong.PATH,
                        Wrong.HEADERS,
                        Wrong.METHOD,
                        Wrong.QUERY);
        Set<Wrong> wrong = EnumSet.of(noise.from(likely));
        while (noise.oneIn(5)) {
            wrong.add(noise.from(likely));
        }
        return wrong;
    }

    private byte[] body(Document.Call call, boolean wrong, Noise noise) {
        if (call.examples().isEmpty()) {
            return wrong ? noise.bytes(200) : new byte[0];
        }
        String example = named(noise.from(List.copyOf(call.examples().values())).toString());
        return wrong
                ? new Body(noise).of(JsonMapper.shared().readTree(example))
                : example.getBytes(StandardCharsets.UTF_8);
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
        List<JsonNode> known = call.parameters("query");
        List<String> parts = new ArrayList<>();
        do {
            String name = known.isEmpty() || noise.oneIn(12)
                    ? noise.inTarget()
                    : noise.from(known).path("name").asString();
            parts.add(name + "=" + noise.inTarget());
        } while (noise.oneIn(3));
        return "?" + String.join(noise.oneIn(20) ? "&&" : "&", parts);
    }

    private static List<String> headers(Document.Call call, boolean wrong, Noise noise) {
        List<String> headers = new ArrayList<>();
        int which = wrong ? noise.upTo(5) : -1;
        if (which == 0 || !call.examples().isEmpty()) {
            headers.add("Content-Type: " + (which == 0 ? noise.from(MEDIA_TYPES) : "application/json"));
        }
        switch (which) {
            case 1 -> headers.add("Accept: " + noise.from(MEDIA_TYPES));
            case 2 -> addOften(headers, "Idempotency-Key", noise);
            case 3 -> addOften(headers, "X-Correlation-Id", noise);
            case 4 -> flood(headers, noise);
            case 5 -> headers.add(noise.from(OTHER_HEADERS) + ": " + noise.inHeader());
            default -> {}
        }
        return headers;
    }

    private static void addOften(List<String> headers, String name, Noise noise) {
        do {
            headers.add(name + ": " + noise.inHeader());
        } while (noise.oneIn(4));
    }

    private static void flood(List<String> headers, Noise noise) {
        for (int i = noise.upTo(300); i > 0; i--) {
            headers.add("X-" + i + ": " + i);
        }
    }
}
