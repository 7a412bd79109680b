package dev.flare.saga;

import dev.flare.saga.alert.AlertChannel;
import dev.flare.saga.alert.AlertChannelsHealth;
import dev.flare.saga.alert.LogChannel;
import dev.flare.saga.alert.MailChannel;
import dev.flare.saga.alert.WebhookChannel;
import dev.flare.saga.callback.CallbackHosts;
import dev.flare.saga.callback.Callbacks;
import dev.flare.saga.callback.ParticipantCalls;
import dev.flare.saga.conservation.Conservation;
import dev.flare.saga.conservation.ConservationHealth;
import dev.flare.saga.enlist.EnlistController;
import dev.flare.saga.following.FollowedRegions;
import dev.flare.saga.following.ParkedFactsHealth;
import dev.flare.saga.following.PositionsController;
import dev.flare.saga.following.SentTransfers;
import dev.flare.saga.kafka.CompensationCommands;
import dev.flare.saga.kafka.KafkaChannel;
import dev.flare.saga.kafka.KafkaConfiguration;
import dev.flare.saga.kafka.ParkedReportController;
import dev.flare.saga.kafka.ParkedReports;
import dev.flare.saga.lists.FollowTransactions;
import dev.flare.saga.lists.Lists;
import dev.flare.saga.operate.OperatorController;
import dev.flare.saga.operate.TransactionTypeController;
import dev.flare.saga.read.AlertQueryController;
import dev.flare.saga.read.Moments;
import dev.flare.saga.read.TransactionQueryController;
import dev.flare.saga.read.TransactionReader;
import dev.flare.saga.read.Waiting;
import dev.flare.saga.run.OwnLog;
import dev.flare.saga.run.Workers;
import dev.flare.saga.runbook.RunbookController;
import dev.flare.saga.supervision.Supervision;
import dev.flare.saga.supervision.SupervisionMetrics;
import dev.flare.saga.supervision.SupervisorLog;
import dev.flare.saga.transaction.TransferFacts;
import dev.flare.saga.work.Work;
import dev.flare.saga.work.WorkSignal;
import dev.flare.web.following.FollowerReport;
import dev.flare.web.following.FollowersHealth;
import dev.flare.web.settings.Settings;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;

/**
 * The supervisor's beans. Needs {@code flare.regions} and {@code flare.saga.postgres.url-template}, {@code .user} and
 * {@code .password}; the tables must be there ({@link SagaSchema}).
 */
@Configuration(proxyBeanMethods = false)
@Import({
    OperatorController.class,
    TransactionTypeController.class,
    TransactionQueryController.class,
    AlertQueryController.class,
    RunbookController.class,
    CanaryConfiguration.class,
    KafkaConfiguration.class,
    ParkedReportController.class
})
public class SagaSupervisorConfiguration {

    /** Deadlines of transactions are missed by whoever learns late; an idle follower takes a step a second. */
    private static final FollowersHealth.Limits LIMITS =
            new FollowersHealth.Limits(Duration.ofSeconds(15), Duration.ofSeconds(60));

    static final Clock CLOCK = Clock.systemUTC();

    @Bean
    SagaSettings sagaSettings(Environment environment) {
        return SagaSettings.from(new Settings(environment));
    }

    @Bean(destroyMethod = "close")
    FollowedRegions followedRegions(SagaSettings settings, Supervision supervision, MeterRegistry meters) {
        return FollowedRegions.follow(
                settings.regions(),
                settings.server(),
                supervision,
                new TransferFacts(settings.transferDeadline()),
                CLOCK,
                meters);
    }

    @Bean
    SentTransfers sentTransfers(FollowedRegions regions) {
        return regions.sentTransfers();
    }

    @Bean(destroyMethod = "close")
    Conservation conservationOfMoney(SupervisorLog log, FollowedRegions regions, Supervision supervision) {
        return new Conservation(log, regions.logs(), supervision, CLOCK).start();
    }

    @Bean
    ConservationHealth conservationHealthIndicator(Conservation conservation) {
        return new ConservationHealth(conservation, CLOCK);
    }

    @Bean
    ParkedFactsHealth parkedFactsHealthIndicator(FollowedRegions regions) {
        return new ParkedFactsHealth(regions.parked());
    }

    @Bean(destroyMethod = "close")
    SupervisorLog supervisorLog(SagaSettings settings, MeterRegistry meters) {
        return new SupervisorLog(settings.server(), settings.patience(), CLOCK, meters);
    }

    @Bean
    Supervision supervision(SupervisorLog log, SagaSettings settings, MeterRegistry meters) {
        return new Supervision(log, settings.patience(), CLOCK, new SupervisionMetrics(meters));
    }

    @Bean
    WorkSignal supervisorWorkSignal() {
        return new WorkSignal();
    }

    @Bean(destroyMethod = "close")
    Callbacks supervisorCallbacks() {
        return new Callbacks();
    }

    @Bean
    Workers supervisorWorkers(
            SupervisorLog log,
            Supervision supervision,
            TransactionReader reader,
            Callbacks callbacks,
            SagaSettings settings,
            WorkSignal signal,
            Optional<KafkaChannel> kafka,
            Optional<CompensationCommands> commands) {
        return new Workers(
                        supervision,
                        reader,
                        new ParticipantCalls(callbacks, commands),
                        channels(settings, callbacks, kafka),
                        log.tables(),
                        signal,
                        CLOCK)
                .start();
    }

    static List<AlertChannel> channels(SagaSettings settings, Callbacks callbacks, Optional<KafkaChannel> kafka) {
        List<AlertChannel> channels = new ArrayList<>();
        channels.add(new LogChannel());
        settings.webhook()
                .map(webhook -> new WebhookChannel(webhook.url(), webhook.secret(), callbacks))
                .ifPresent(channels::add);
        settings.mail().map(MailChannel::new).ifPresent(channels::add);
        kafka.ifPresent(channels::add);
        return channels;
    }

    @Bean
    OwnLog supervisorOwnLog(
            SupervisorLog log,
            SagaSettings settings,
            Callbacks callbacks,
            WorkSignal signal,
            Optional<KafkaChannel> kafka,
            Optional<CompensationCommands> commands) {
        List<String> channels = channels(settings, callbacks, kafka).stream()
                .map(AlertChannel::name)
                .toList();
        Work.Means means = new Work.Means(channels, commands.isPresent());
        return new OwnLog(log, new FollowTransactions(log, log.tables(), means, signal), CLOCK);
    }

    @Bean
    ParkedReports parkedReports(SupervisorLog log) {
        return new ParkedReports(log.tables());
    }

    @Bean
    TransactionReader supervisedTransactionReader(SupervisorLog log) {
        return new TransactionReader(log.reader());
    }

    @Bean
    Lists supervisedLists(SupervisorLog log, WorkSignal signal, SagaSettings settings) {
        return new Lists(log.tables(), log.wanted(), signal, settings.patience());
    }

    @Bean
    Moments supervisorMoments(SupervisorLog log) {
        return new Moments(log.reader(), CLOCK);
    }

    @Bean
    Waiting supervisorWaiting(SupervisorLog log, WorkSignal signal, SagaSettings settings) {
        return new Waiting(log.reader(), signal, settings.patience());
    }

    @Bean
    EnlistController enlistController(Supervision supervision, SagaSettings settings) {
        return new EnlistController(supervision, new CallbackHosts(settings.callbackHosts()), settings.regions());
    }

    @Bean
    FollowersHealth sagaSupervisorHealthIndicator(FollowedRegions regions, OwnLog own) {
        List<Supplier<FollowerReport>> reports = new ArrayList<>(regions.reports());
        reports.add(own::report);
        return new FollowersHealth(reports, LIMITS, CLOCK);
    }

    @Bean
    AlertChannelsHealth alertChannelsHealthIndicator(Workers workers) {
        return new AlertChannelsHealth(workers.channelStates());
    }

    @Bean
    MeterBinder sagaSupervisorMetrics(FollowedRegions regions, OwnLog own, Workers workers) {
        return meters -> {
            regions.metrics(CLOCK).bindTo(meters);
            own.metrics().bindTo(meters);
            workers.metrics().bindTo(meters);
        };
    }

    @Bean
    PositionsController sagaSupervisorPositionsController(FollowedRegions regions) {
        return new PositionsController(regions);
    }
}
