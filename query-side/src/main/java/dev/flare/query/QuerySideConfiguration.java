package dev.flare.query;

import dev.flare.query.ask.Answers;
import dev.flare.query.ask.QueryMessaging;
import dev.flare.query.ask.Questions;
import dev.flare.query.moment.Moments;
import dev.flare.query.moment.RegionLogs;
import dev.flare.query.moment.ViewReader;
import dev.flare.query.moment.ViewSignal;
import dev.flare.query.projection.Projections;
import dev.flare.query.replay.PointInTimeReplay;
import dev.flare.query.verify.Verification;
import dev.flare.web.following.FollowersHealth;
import dev.flare.web.settings.Settings;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** The query side, whole: projections, views, queries, replay and verification. */
@Configuration(proxyBeanMethods = false)
@ComponentScan({
    "dev.flare.query.account",
    "dev.flare.query.statement",
    "dev.flare.query.totals",
    "dev.flare.query.replay",
    "dev.flare.query.verify"
})
public class QuerySideConfiguration {

    /** A statement is given up after 30 s, so an answer that takes longer than that and the wait for the view never comes. */
    private static final Duration LONGEST_STATEMENT = Duration.ofSeconds(30);

    @Bean
    @ConditionalOnMissingBean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    QuerySideSettings querySideSettings(Environment environment) {
        return QuerySideSettings.from(new Settings(environment));
    }

    @Bean
    QueryDatabases queryDatabases(QuerySideSettings settings, MeterRegistry meters) {
        return new QueryDatabases(settings, meters);
    }

    @Bean
    RegionLogs queryRegionLogs(QueryDatabases databases) {
        return databases.readers();
    }

    @Bean
    ViewSignal viewSignal() {
        return new ViewSignal();
    }

    @Bean
    Moments moments(RegionLogs logs, Clock clock) {
        return new Moments(logs, clock);
    }

    @Bean
    ViewReader viewReader(QueryDatabases databases, ViewSignal signal, QuerySideSettings settings) {
        return new ViewReader(databases.views(), signal, settings.patience());
    }

    @Bean
    Projections projections(RegionLogs logs, QueryDatabases databases, ViewSignal signal, Clock clock) {
        return new Projections(logs, databases.arrivals(), databases.views(), signal, clock);
    }

    @Bean
    FollowersHealth viewsHealthIndicator(Projections projections, QuerySideSettings settings, Clock clock) {
        return new FollowersHealth(projections.reports(), settings.limits(), clock);
    }

    @Bean
    MeterBinder viewsMetrics(Projections projections, Clock clock) {
        return projections.metrics(clock);
    }

    @Bean
    QueryMessaging queryMessaging(List<Answers<?, ?>> answers, QuerySideSettings settings) {
        return new QueryMessaging(answers, settings.patience().plus(LONGEST_STATEMENT));
    }

    @Bean
    Questions questions(QueryMessaging messaging) {
        return messaging.questions();
    }

    @Bean
    PointInTimeReplay pointInTimeReplay() {
        return new PointInTimeReplay();
    }

    @Bean
    Verification verification(RegionLogs logs, QueryDatabases databases) {
        return new Verification(logs, databases.views());
    }
}
