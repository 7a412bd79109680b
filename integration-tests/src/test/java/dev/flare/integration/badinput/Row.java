package dev.flare.integration.badinput;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One request that must be refused, and how. Built by chaining, so that a table reads line by line. */
record Row(
        String what,
        String method,
        String target,
        List<String> headers,
        byte[] body,
        int status,
        String code,
        @Nullable String field) {

    private static final String JSON = "Content-Type: application/json";

    static Row get(String what, String target) {
        return new Row(what, "GET", target, List.of(), new byte[0], 400, "", null);
    }

    static Row post(String what, String target, String body) {
        return new Row(what, "POST", target, List.of(JSON), body.getBytes(StandardCharsets.UTF_8), 400, "", null);
    }

    Row method(String other) {
        return new Row(what, other, target, headers, body, status, code, field);
    }

    Row bytes(byte[] other) {
        return new Row(what, method, target, headers, other, status, code, field);
    }

    Row header(String line) {
        List<String> more = new ArrayList<>(headers);
        more.add(line);
        return new Row(what, method, target, more, body, status, code, field);
    }

    Row onlyHeader(String line) {
        return new Row(what, method, target, List.of(line), body, status, code, field);
    }

    Row is(int wanted, String wantedCode) {
        return new Row(what, method, target, headers, body, wanted, wantedCode, null);
    }

    Row is(int wanted, String wantedCode, String wantedField) {
        return new Row(what, method, target, headers, body, wanted, wantedCode, wantedField);
    }

    @Override
    public String toString() {
        return what + ": " + status + " " + code + (field == null ? "" : " " + field);
    }
}
