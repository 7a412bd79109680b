package dev.flare.saga.run;

import dev.flare.saga.alert.AlertChannel;
import dev.flare.saga.callback.ParticipantCalls;
import dev.flare.saga.read.TransactionReader;
import dev.flare.saga.supervision.Supervision;
import dev.flare.saga.work.Work;
import dev.flare.saga.work.WorkSignal;
import dev.flare.saga.work.Worker;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import javax.sql.DataSource;

/** A worker for each queue, each on its own, so that a channel or participant that hangs delays no other. */
public final class Workers implements AutoCloseable {

    /**
     * @param atHome for what is decided with the database alone
     * @param calls for calls to participants and channels, longer than such a call and what is decided after it may take
     * @param rows for participants' rows, whose deadlines may be short
     */
    record Limits(Worker.Limits atHome, Worker.Limits calls, Worker.Limits rows) {

        private static final Limits USUAL = new Limits(
                new Worker.Limits(32, Duration.ofSeconds(5), Duration.ofMillis(100), Duration.ofSeconds(5)),
                new Worker.Limits(16, Duration.ofSeconds(15), Duration.ofSeconds(1), Duration.ofMinutes(1)),
                new Worker.Limits(16, Duration.ofSeconds(15), Duration.ofMillis(200), Duration.ofSeconds(10)));
    }

    private final List<Worker> workers = new ArrayList<>();
    private final List<Worker> channels = new ArrayList<>();

    public Workers(
            Supervision supervision,
            TransactionReader reader,
            ParticipantCalls participants,
            List<AlertChannel> alertChannels,
            DataSource database,
            WorkSignal signal,
            Clock clock) {
        this(supervision, reader, participants, alertChannels, database, signal, clock, Limits.USUAL);
    }

    Workers(
            Supervision supervision,
            TransactionReader reader,
            ParticipantCalls participants,
            List<AlertChannel> alertChannels,
            DataSource database,
            WorkSignal signal,
            Clock clock,
            Limits limits) {
        Tasks tasks = new Tasks(supervision, reader, participants, clock);
        workers.add(new Worker(Work.DEADLINES, tasks::deadline, limits.atHome(), database, signal, clock));
        workers.add(new Worker(Work.ROWS, tasks::row, limits.rows(), database, signal, clock));
        workers.add(new Worker(Work.COMPENSATIONS, tasks::compensation, limits.calls(), database, signal, clock));
        for (AlertChannel channel : alertChannels) {
            channels.add(new Worker(
                    Work.alerts(channel.name()),
                    work -> tasks.alert(channel, work),
                    limits.calls(),
                    database,
                    signal,
                    clock));
        }
        workers.addAll(channels);
    }

    public Workers start() {
        workers.forEach(Worker::start);
        return this;
    }

    /** How each of them fares. Asks no database. */
    public List<Supplier<Worker.State>> states() {
        return states(workers);
    }

    /** How each channel of alerts fares. Asks no database. */
    public List<Supplier<Worker.State>> channelStates() {
        return states(channels);
    }

    /** How many pieces of work failed in a row, by queue ({@code flare.work.failures}). */
    public MeterBinder metrics() {
        return meters -> workers.forEach(worker -> Gauge.builder(
                        "flare.work.failures", worker, one -> one.state().failures())
                .description("pieces of work that failed in a row")
                .tag("queue", worker.state().queue())
                .register(meters));
    }

    private static List<Supplier<Worker.State>> states(List<Worker> of) {
        return of.stream().<Supplier<Worker.State>>map(worker -> worker::state).toList();
    }

    @Override
    public void close() {
        workers.forEach(Worker::close);
    }
}
