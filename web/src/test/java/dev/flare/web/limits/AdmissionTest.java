package dev.flare.web.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import java.io.IOException;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

/** Two commands and one query at a time. A request is in work while the rest of the chain runs. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class AdmissionTest {

    private static final int DONE = 200;

    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final Admission admission = new Admission(2, 1, meters);

    private interface Work {
        void run() throws ServletException, IOException;
    }

    private MockHttpServletResponse send(String method, String path, Work work) throws ServletException, IOException {
        MockHttpServletResponse response = new MockHttpServletResponse();
        FilterChain chain = (request, answer) -> work.run();
        admission.doFilter(new MockHttpServletRequest(method, path), response, chain);
        return response;
    }

    private MockHttpServletResponse command(Work work) throws ServletException, IOException {
        return send("POST", "/api/transfers", work);
    }

    private int status(String method, String path) throws ServletException, IOException {
        return send(method, path, () -> {}).getStatus();
    }

    private double refused(String kind) {
        return meters.get("flare.requests.refused").tag("kind", kind).counter().count();
    }

    private double inWork(String kind) {
        return meters.get("flare.requests.in.work").tag("kind", kind).gauge().value();
    }

    @Test
    void beyond_the_limit_a_request_is_refused_at_once_and_told_when_to_try_again() throws Exception {
        command(() -> command(() -> {
            assertThat(inWork("command")).isEqualTo(2);
            MockHttpServletResponse refused = command(() -> {
                throw new AssertionError("it is in work");
            });
            assertThat(refused.getStatus()).isEqualTo(429);
            assertThat(refused.getHeader("Retry-After")).isEqualTo("1");
            assertThat(refused.getContentType()).startsWith("application/problem+json");
            assertThat(refused.getContentAsString()).contains("\"code\":\"OVERLOADED\"");
        }));
        assertThat(refused("command")).isEqualTo(1);
    }

    @Test
    void a_place_is_given_back_when_the_work_is_done() throws Exception {
        for (int i = 0; i < 5; i++) {
            assertThat(command(() -> {}).getStatus()).isEqualTo(DONE);
        }
        assertThat(inWork("command")).isZero();
        assertThat(refused("command")).isZero();
    }

    @Test
    void a_place_is_given_back_when_the_work_fails() throws Exception {
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> command(() -> {
                        throw new ServletException("a handler failed");
                    }))
                    .hasMessage("a handler failed");
            assertThatThrownBy(() -> command(() -> {
                        throw new StackOverflowError();
                    }))
                    .isInstanceOf(StackOverflowError.class);
        }
        assertThat(inWork("command")).isZero();
        assertThat(status("POST", "/api/transfers")).isEqualTo(DONE);
    }

    @Test
    void a_refusal_gives_back_no_place_that_it_did_not_take() throws Exception {
        command(() -> command(() -> {
            assertThat(status("POST", "/api/transfers")).isEqualTo(429);
            assertThat(status("POST", "/api/transfers")).isEqualTo(429);
        }));
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "OPTIONS"})
    void queries_have_places_of_their_own(String method) throws Exception {
        command(() -> command(() -> send(method, "/api/accounts", () -> {
            assertThat(status(method, "/api/accounts")).isEqualTo(429);
            assertThat(inWork("query")).isEqualTo(1);
        })));
        assertThat(refused("query")).isEqualTo(1);
        assertThat(refused("command")).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "PATCH", "DELETE"})
    void queries_keep_no_command_out(String method) throws Exception {
        send("GET", "/api/accounts", () -> assertThat(status(method, "/api/x")).isEqualTo(DONE));
    }

    @Test
    void health_and_metrics_need_no_place() throws Exception {
        command(() -> command(() -> send("GET", "/api/accounts", () -> {
            assertThat(status("GET", "/actuator/health/liveness")).isEqualTo(DONE);
            assertThat(status("GET", "/actuator/prometheus")).isEqualTo(DONE);
        })));
    }
}
