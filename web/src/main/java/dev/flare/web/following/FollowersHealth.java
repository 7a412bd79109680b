package dev.flare.web.following;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Nothing stops silently: down when a follower keeps failing, has taken no step for a while (an idle one takes one a second),
 * is too far behind, or when nobody can tell how far. Says which, since when and how far. Asks no database.
 */
public final class FollowersHealth implements HealthIndicator {

    /** So many failures in a row are no accident. */
    private static final int KEEPS_FAILING = 3;

    /**
     * When a follower counts as stopped.
     *
     * @param silence how long it may have taken no step
     * @param lag how long an event may wait for it
     */
    public record Limits(Duration silence, Duration lag) {}

    private final List<Supplier<FollowerReport>> followers;
    private final Limits limits;
    private final Clock clock;

    public FollowersHealth(List<Supplier<FollowerReport>> followers, Limits limits, Clock clock) {
        this.followers = followers;
        this.limits = limits;
        this.clock = clock;
    }

    @Override
    public Health health() {
        Instant now = clock.instant();
        Health.Builder health = Health.up();
        for (Supplier<FollowerReport> follower : followers) {
            FollowerReport report = follower.get();
            Map<String, Object> details = details(report, now);
            String why = whyDown(report, now);
            if (why != null) {
                health.down();
                details.put("down", why);
            }
            health.withDetail(report.region(), details);
        }
        return health.build();
    }

    private @Nullable String whyDown(FollowerReport report, Instant now) {
        if (isOlder(report.heartbeat(), now, limits.silence())) {
            return "has taken no step since " + report.heartbeat();
        }
        if (report.failures() >= KEEPS_FAILING) {
            return "keeps failing since " + report.heartbeat();
        }
        if (isOlder(report.lookedAt(), now, limits.silence())) {
            return "the end of its log was last read at " + report.lookedAt();
        }
        Instant waiting = report.waitingSince();
        if (waiting != null && isOlder(waiting, now, limits.lag())) {
            return "is " + report.lag() + " events behind, since " + waiting;
        }
        return null;
    }

    private static boolean isOlder(Instant then, Instant now, Duration atMost) {
        return then.plus(atMost).isBefore(now);
    }

    private static Map<String, Object> details(FollowerReport report, Instant now) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("follower", report.follower());
        details.put("position", report.position());
        details.put("head", report.head());
        details.put("lag", report.lag());
        details.put("lagSeconds", report.lagSeconds(now));
        details.put("heartbeat", report.heartbeat().toString());
        details.put("failures", report.failures());
        if (report.failure() != null) {
            details.put("failure", report.failure());
        }
        return details;
    }
}
