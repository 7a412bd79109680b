package dev.flare.saga.supervision;

import dev.flare.messages.supervision.AlertRaised;
import dev.flare.messages.supervision.CompensationFailed;
import dev.flare.messages.supervision.FailureKind;
import dev.flare.messages.supervision.SupervisionEvent;
import dev.flare.messages.supervision.TransactionRegistered;
import dev.flare.saga.transaction.CanaryDecision;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * Transactions in numbers: how many were registered ({@code flare.transactions.registered}), how many alerts were raised by what
 * kind of failure ({@code flare.alerts.raised}), how many became urgent again ({@code flare.alerts.escalated}). Counted by the
 * process that appended it; canaries are not.
 */
public final class SupervisionMetrics {

    private final Counter registered;
    private final Map<FailureKind, Counter> raised = new EnumMap<>(FailureKind.class);
    private final Counter escalated;

    public SupervisionMetrics(MeterRegistry meters) {
        this.registered = Counter.builder("flare.transactions.registered")
                .description("transactions put under supervision")
                .register(meters);
        for (FailureKind kind : FailureKind.values()) {
            raised.put(
                    kind,
                    Counter.builder("flare.alerts.raised")
                            .description("alerts, by the kind of the first failure")
                            .tag("failure", kind.name().toLowerCase(Locale.ROOT))
                            .register(meters));
        }
        this.escalated = Counter.builder("flare.alerts.escalated")
                .description("alerts that a failing compensation made urgent again")
                .register(meters);
    }

    void appended(List<SupervisionEvent> events) {
        for (SupervisionEvent event : events) {
            switch (event) {
                case TransactionRegistered registration
                when !registration.type().equals(CanaryDecision.TYPE) -> registered.increment();
                case AlertRaised alert
                when !alert.type().equals(CanaryDecision.TYPE) ->
                    Objects.requireNonNull(raised.get(alert.failure())).increment();
                case CompensationFailed failed -> escalated.increment();
                default -> {
                    // not counted
                }
            }
        }
    }
}
