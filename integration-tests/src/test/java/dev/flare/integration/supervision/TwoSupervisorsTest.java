package dev.flare.integration.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flare.integration.support.Answer;
import dev.flare.integration.support.Api;
import dev.flare.integration.support.Bank;
import dev.flare.integration.support.Flare;
import dev.flare.integration.support.Together;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Two processes supervise the same transactions; the database alone stands between them. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class TwoSupervisorsTest {

    private static final String AU = "au.ledger";
    private static final String UK = "uk.ledger";
    private static final String BILLING = "billing.invoices";

    /** More than both together call at once, so that both are in the middle of calls. */
    private static final int HANGING = 40;

    private static final int BOTH_AT_ONCE = 32;
    private static final int DUE = 60;
    private static final int AT_ONCE = 50;

    private final Api one = Flare.shared().api();

    @Test
    void two_supervisors_on_one_database_act_as_one() {
        try (Supervisor second = Supervisor.beside(Flare.shared())) {
            Api other = second.api();
            reports_go_to_either(other);
            one_id_is_registered_once(other);
            failures_at_the_same_time_raise_one_alert(other);
            what_a_killed_one_leaves_is_taken_up_by_the_other(second);
        }
    }

    private void reports_go_to_either(Api other) {
        Supervised here = Enlisting.held()
                .with(AU)
                .with(UK)
                .after(AU)
                .with(BILLING)
                .after(UK)
                .register(one);
        Supervised there = here.at(other);
        there.report(AU, "STARTED").expect(200);
        here.report(AU, "COMPLETED").expect(200);
        there.report(UK, "STARTED").expect(200);
        assertThat(here.row(UK)).isEqualTo("1000");
        here.report(UK, "COMPLETED").expect(200);
        there.report(BILLING, "STARTED").expect(200);
        Answer last = here.report(BILLING, "COMPLETED").expect(200);
        assertThat(there.report(BILLING, "COMPLETED").expect(200).body()).isEqualTo(last.body());
        assertThat(there.status()).isEqualTo("COMPLETED");
        here.assertAlerts(0);
        there.assertAlerts(0);
    }

    private void one_id_is_registered_once(Api other) {
        Enlisting wanted = Enlisting.held().with(AU);
        List<Answer> answers = Together.clients(16, Duration.ofSeconds(60), client -> (client % 2 == 0 ? one : other)
                .post("/api/transactions", wanted.body()));
        assertThat(answers).filteredOn(Answer::isSuccess).hasSize(1);
        assertThat(answers).filteredOn(answer -> !answer.isSuccess()).allMatch(answer -> answer.code()
                .equals("ALREADY_EXISTS"));
        new Supervised(other, wanted.id(), wanted.type(), 0).does(AU).assertAlerts(0);
    }

    private void failures_at_the_same_time_raise_one_alert(Api other) {
        String type = Bank.unique("shipping");
        List<Supervised> all = IntStream.range(0, AT_ONCE)
                .mapToObj(i -> Enlisting.of(type, i % 2 == 0 ? "HOLD" : "COMPENSATE")
                        .with(AU)
                        .with(UK)
                        .register(i % 2 == 0 ? one : other))
                .toList();
        CountDownLatch go = new CountDownLatch(2 * AT_ONCE);
        List<Answer> answers = Together.clients(2 * AT_ONCE, Duration.ofSeconds(60), client -> {
            Supervised failing = all.get(client / 2);
            go.countDown();
            await(go);
            return client % 2 == 0
                    ? failing.at(one).report(AU, "FAILED", "here")
                    : failing.at(other).report(UK, "FAILED", "there");
        });
        for (int i = 0; i < AT_ONCE; i++) {
            Supervised failed = all.get(i);
            List<Answer> both = answers.subList(2 * i, 2 * i + 2);
            assertThat(both).extracting(Answer::status).containsExactlyInAnyOrder(200, 409);
            assertThat(both).extracting(Answer::code).containsExactlyInAnyOrder("", "TX_HALTED");
            String first = both.getFirst().isSuccess() ? AU : UK;
            JsonNode alert = failed.at(other).alert();
            assertThat(alert.required("participant").stringValue()).isEqualTo(first);
            assertThat(alert.required("evidence").findValuesAsString("participant"))
                    .containsExactly(first.equals(AU) ? UK : AU);
            assertThat(failed.status()).isEqualTo(i % 2 == 0 ? "HALTED" : "COMPENSATED");
            failed.at(one).assertAlerts(1);
            failed.at(other).awaitDelivered("log");
            assertThat(failed.steps("AlertDelivered")).hasSize(1);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void what_a_killed_one_leaves_is_taken_up_by_the_other(Supervisor second) {
        try (Participants participants = new Participants()) {
            participants.hangs("/undo");
            List<Supervised> hanging = compensating(participants.url("/undo"), second.api());
            Supervised.soon().until(() -> keys(participants).size() >= BOTH_AT_ONCE);
            List<Supervised> due = IntStream.range(0, DUE)
                    .mapToObj(i -> Enlisting.held().with(AU, "PT2S").register(i % 2 == 0 ? one : second.api()))
                    .toList();

            second.kill();
            Instant killed = Instant.now();
            participants.recovers("/undo");

            assertDueAlarmed(due, killed);
            for (Supervised undone : hanging) {
                Supervised.soon().until(() -> undone.status().equals("COMPENSATED"));
                assertThat(undone.compensated()).containsExactly(AU);
                assertThat(undone.steps("TransactionCompensated")).hasSize(1);
                assertThat(undone.steps("CompensationFailed")).hasSizeLessThan(2);
                undone.assertAlerts(1);
            }
            assertThat(Duration.between(killed, Instant.now())).isLessThan(Duration.ofSeconds(30));
            assertThat(keys(participants)).hasSize(HANGING);
        }
    }

    private List<Supervised> compensating(String url, Api other) {
        List<Supervised> all = new ArrayList<>();
        for (int i = 0; i < HANGING; i++) {
            Supervised failing =
                    Enlisting.undone().with(AU).compensateUrl(url).with(UK).register(i % 2 == 0 ? one : other);
            failing.report(AU, "STARTED").expect(200);
            failing.report(UK, "FAILED").expect(200);
            all.add(failing.at(one));
        }
        return all;
    }

    private static Set<String> keys(Participants participants) {
        Set<String> keys = new HashSet<>();
        participants.calls("/undo").forEach(call -> keys.add(call.header("Idempotency-Key")));
        return keys;
    }

    /** Also what the killed one had just taken: its time for it is 5 s. */
    private void assertDueAlarmed(List<Supervised> due, Instant killed) {
        for (Supervised failed : due) {
            Supervised here = failed.at(one);
            here.awaitStatus("HALTED");
            JsonNode alert = here.alert();
            assertThat(alert.required("failure").stringValue()).isEqualTo("NOT_STARTED_IN_TIME");
            assertThat(Instant.parse(alert.required("raisedAt").stringValue())).isBefore(killed.plusSeconds(2 + 10));
            here.awaitDelivered("log");
            here.assertAlerts(1);
        }
    }
}
