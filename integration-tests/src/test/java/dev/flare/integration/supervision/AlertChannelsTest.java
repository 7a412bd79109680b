package dev.flare.integration.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flare.eventstore.PostgresServer;
import dev.flare.integration.support.Answer;
import dev.flare.integration.support.Api;
import dev.flare.integration.support.Bank;
import dev.flare.integration.support.Flare;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A supervisor that tells of alerts by its log and by a webhook, which may be as bad as it likes. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class AlertChannelsTest {

    private static final String AU = "au.ledger";
    private static final String UK = "uk.ledger";

    private static final Webhook WEBHOOK = new Webhook();
    private static final PostgresServer SERVER = Supervisor.databases(
            Flare.shared().postgres(), Bank.unique("channels").replace('-', '_'));
    private static final Supervisor SUPERVISOR = Supervisor.start(
            SERVER, "uk", "--flare.saga.webhook.url=" + WEBHOOK.url(), "--flare.saga.webhook.secret=" + Webhook.SECRET);
    private static final Api API = SUPERVISOR.api();

    @AfterAll
    static void close() {
        SUPERVISOR.close();
        WEBHOOK.close();
    }

    /** What may be wrong with whoever is told. */
    enum Fault {
        REFUSES,
        ANSWERS_500,
        HANGS
    }

    private static Supervised register() {
        Supervised one = Enlisting.held().with(AU).with(UK).register(API);
        one.report(AU, "STARTED").expect(200);
        return one;
    }

    private static String alertOf(Supervised one) {
        return one.now().required("alertId").stringValue();
    }

    @Test
    void the_webhook_is_told_the_alert_itself_signed() {
        Supervised one = register();
        String reason = "no paper left – \"tray 2\"";
        Answer failed = one.report(UK, "FAILED", reason).expect(200);
        one.awaitDelivered("webhook");
        one.awaitDelivered("log");

        assertThat(WEBHOOK.told(alertOf(one))).hasSize(1);
        Participants.Call call = WEBHOOK.told(alertOf(one)).getFirst();
        Webhook.assertSigned(call);
        assertThat(call.header("Content-Type")).startsWith("application/json");
        assertThat(call.header("X-Correlation-Id"))
                .isEqualTo(failed.header("X-Correlation-Id").orElseThrow());
        ObjectNode told = (ObjectNode) call.json();
        ObjectNode alert = (ObjectNode) one.alert();
        assertThat(told.required("reason").stringValue()).isEqualTo(reason);
        // What changes by the delivery itself, and what is null, which the webhook leaves out.
        told.remove("deliveries");
        alert.remove(List.of("deliveries", "asOf", "acknowledgement"));
        assertThat(told).isEqualTo(alert);
        assertThat(logged(one)).hasSize(1);
        assertThat(logged(one).getFirst())
                .contains("ERROR", "REPORTED_FAILURE", UK)
                .doesNotContain("tray 2", Webhook.SECRET);
        one.assertAlerts(1);
        assertThat(API.get("/actuator/health")
                        .expect(200)
                        .json()
                        .required("components")
                        .required("alertChannels")
                        .required("status")
                        .stringValue())
                .isEqualTo("UP");
    }

    private static List<String> logged(Supervised one) {
        return SUPERVISOR.log().stream()
                .filter(line -> line.contains("dev.flare.alert") && line.contains(one.id()))
                .toList();
    }

    @ParameterizedTest
    @EnumSource
    void a_broken_webhook_delays_nothing_and_is_told_when_it_recovers(Fault fault) {
        List<Supervised> all = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            all.add(register());
        }
        begin(fault);

        for (Supervised one : all) {
            long began = System.nanoTime();
            one.report(UK, "FAILED").expect(200);
            one.report(AU, "COMPLETED").expect(409, "TX_HALTED");
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(4));
            assertThat(one.status()).isEqualTo("HALTED");
        }
        all.forEach(one -> one.awaitDelivered("log"));
        all.forEach(one -> assertThat(one.delivery("webhook").required("status").stringValue())
                .isEqualTo("PENDING"));
        channels_are_unhealthy_and_the_supervisor_is_ready();
        JsonNode pending = Supervised.soon()
                .until(() -> all.getFirst().delivery("webhook"), delivery -> !delivery.path("failure")
                        .isNull());
        assertThat(pending.required("attempts").intValue()).isPositive();
        assertThat(pending.path("nextAttemptAt").asString("")).isNotEmpty();

        WEBHOOK.recovers(fault == Fault.REFUSES);
        all.forEach(one -> one.awaitDelivered("webhook"));
        for (Supervised one : all) {
            List<Participants.Call> told = WEBHOOK.told(alertOf(one));
            assertThat(told).isNotEmpty();
            told.forEach(Webhook::assertSigned);
            assertThat(told)
                    .extracting(call -> call.json().required("alertId").stringValue())
                    .containsOnly(alertOf(one));
            assertThat(one.delivery("webhook").required("attempts").intValue()).isGreaterThan(1);
            assertThat(one.steps("AlertDelivered")).hasSize(2);
            assertThat(logged(one)).hasSize(1);
            one.assertAlerts(1);
        }
        Supervised.soon().until(() -> API.get("/actuator/health").status() == 200);
    }

    private static void begin(Fault fault) {
        switch (fault) {
            case REFUSES -> WEBHOOK.refuses();
            case ANSWERS_500 -> WEBHOOK.answers(500);
            case HANGS -> WEBHOOK.hangs();
        }
    }

    private static void channels_are_unhealthy_and_the_supervisor_is_ready() {
        JsonNode down = Supervised.soon()
                .until(
                        () -> API.get("/actuator/health")
                                .json()
                                .required("components")
                                .required("alertChannels"),
                        channels -> channels.required("status").stringValue().equals("DOWN"));
        JsonNode details = down.required("details");
        assertThat(details.required("webhook").required("failures").intValue()).isPositive();
        assertThat(details.required("webhook").path("failure").asString("")).isNotBlank();
        assertThat(details.required("log").required("failures").intValue()).isZero();
        assertThat(details.required("log").path("lastSuccess").asString("")).startsWith("20");
        API.get("/actuator/health/readiness").expect(200);
        API.get("/actuator/health/liveness").expect(200);
        assertThat(down.toString()).doesNotContain(Webhook.SECRET);
    }
}
