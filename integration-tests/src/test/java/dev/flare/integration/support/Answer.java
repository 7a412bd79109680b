package dev.flare.integration.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What Flare answered. */
public record Answer(HttpResponse<String> response) {

    private static final JsonMapper JSON = JsonMapper.shared();

    public int status() {
        return response.statusCode();
    }

    public String body() {
        return response.body();
    }

    public boolean isSuccess() {
        return status() / 100 == 2;
    }

    public JsonNode json() {
        return JSON.readTree(body());
    }

    public String text(String field) {
        return json().path(field).asString("");
    }

    public long number(String field) {
        return json().required(field).longValue();
    }

    public String code() {
        return isSuccess() ? "" : text("code");
    }

    public Optional<String> header(String name) {
        return response.headers().firstValue(name);
    }

    /** The position of the one region that a command's answer names. */
    public long position() {
        return json().required("position").iterator().next().longValue();
    }

    /** This answer, which must have this status. */
    public Answer expect(int status) {
        assertThat(status()).as("%s answered %s", response.request(), body()).isEqualTo(status);
        return this;
    }

    public Answer expect(int status, String code) {
        expect(status);
        assertThat(code()).as("%s answered %s", response.request(), body()).isEqualTo(code);
        return this;
    }
}
