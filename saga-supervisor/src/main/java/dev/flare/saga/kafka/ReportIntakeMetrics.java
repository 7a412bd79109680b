package dev.flare.saga.kafka;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToDoubleFunction;

/** The intake of reports in numbers. Read when somebody asks for them. */
public final class ReportIntakeMetrics implements MeterBinder {

    private final ReportIntake intake;
    private final Clock clock;

    public ReportIntakeMetrics(ReportIntake intake, Clock clock) {
        this.intake = intake;
        this.clock = clock;
    }

    @Override
    public void bindTo(MeterRegistry meters) {
        counter("decided", intake.numbers().decided(), meters);
        counter("parked", intake.numbers().parked(), meters);
        gauge(
                "flare.reports.in.work",
                "reports being decided",
                seen -> seen.work().inWork(),
                meters);
        gauge(
                "flare.reports.lag",
                "records still to be fetched",
                seen -> seen.work().lag(),
                meters);
        gauge("flare.reports.failures.in.row", "attempts that failed in a row", IntakeState.Seen::failures, meters);
        gauge("flare.reports.parked.rows", "records that are parked", IntakeState.Seen::parked, meters);
        gauge(
                "flare.reports.heartbeat.age.seconds",
                "since the brokers were last heard of",
                seen -> Math.max(
                        0, Duration.between(seen.heartbeat(), clock.instant()).toMillis() / 1_000.0),
                meters);
    }

    private void counter(String outcome, LongAdder number, MeterRegistry meters) {
        FunctionCounter.builder("flare.reports.taken", number, LongAdder::sum)
                .description("records of " + ReportIntake.TOPIC + ", by what became of them")
                .tag("outcome", outcome)
                .register(meters);
    }

    private void gauge(
            String name, String description, ToDoubleFunction<IntakeState.Seen> value, MeterRegistry meters) {
        Gauge.builder(name, intake, its -> value.applyAsDouble(its.seen()))
                .description(description)
                .register(meters);
    }
}
