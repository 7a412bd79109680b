package dev.flare.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.ResponseEntity;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ProblemAdviceTest {

    private static ResponseEntity<Problem> answerTo(Exception failure) {
        return new ProblemAdvice().unforeseen(new IllegalStateException(failure));
    }

    private static void assertPasses(Exception failure) {
        ResponseEntity<Problem> answer = answerTo(failure);
        assertThat(answer.getStatusCode().value()).isEqualTo(503);
        assertThat(answer.getHeaders().getFirst("Retry-After")).isEqualTo("1");
        assertThat(Objects.requireNonNull(answer.getBody()).code()).isEqualTo("UNAVAILABLE");
    }

    @ParameterizedTest
    @ValueSource(strings = {"42P01", "42501", "42601", "22001", "22P02", "23505", "23514", "0A000", "28P01", "XX000"})
    void a_statement_or_value_that_the_database_refuses_is_our_mistake(String state) {
        ResponseEntity<Problem> answer = answerTo(new SQLException("no", state));
        assertThat(answer.getStatusCode().value()).isEqualTo(500);
        assertThat(Objects.requireNonNull(answer.getBody()).code()).isEqualTo("INTERNAL");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"08001", "08006", "40001", "40P01", "53300", "57014", "57P01", "57P03", "58030", "55P03", "25006"
            })
    void a_database_that_is_away_or_busy_is_worth_another_try(String state) {
        assertPasses(new SQLException("later", state));
    }

    @Test
    void no_connection_in_time_is_worth_another_try() {
        assertPasses(new SQLTransientConnectionException("none in time"));
        assertPasses(new SQLException("the pool is closed"));
        assertPasses(new TimeoutException());
    }
}
