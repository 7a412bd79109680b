package dev.flare.standalone.replay;

import dev.flare.eventstore.EventReader;
import dev.flare.eventstore.StoreUnavailableException;
import dev.flare.messages.shared.AccountId;
import dev.flare.messages.shared.Region;
import dev.flare.query.replay.PointInTimeReplay;
import dev.flare.query.replay.Replayed;
import dev.flare.standalone.exit.CommandStopped;
import dev.flare.standalone.exit.ExitCode;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.json.JsonMapper;

/** The events of one region answer themselves, read from its database: no Flare need run, and none need be trusted. */
final class JdbcReplaySource implements ReplaySource {

    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(DateTimeFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();

    private final EventReader log;
    private final Clock clock;

    JdbcReplaySource(EventReader log, Clock clock) {
        this.log = log;
        this.clock = clock;
    }

    @Override
    public String replay(ReplayQuestion question) {
        Map<String, String> asked = question.parameters();
        AccountId account = parsed("account", asked.get("account"), AccountId::new);
        Region named = parsed("region", asked.get("region"), Region::new);
        Region region = account != null ? account.region() : named;
        if (region == null) {
            throw wrong("--jdbc reads one region: say which with --region or --account");
        }
        try {
            Replayed replayed = replay(
                    region, account, position(asked), parsed("effective-at", asked.get("effectiveAt"), Instant::parse));
            return JSON.writeValueAsString(Map.of("regions", List.of(replayed)));
        } catch (StoreUnavailableException e) {
            throw new CommandStopped(ExitCode.NOT_REACHABLE, String.valueOf(e.getMessage()), e);
        }
    }

    private Replayed replay(Region region, @Nullable AccountId account, long position, @Nullable Instant effectiveAt) {
        PointInTimeReplay replay = new PointInTimeReplay();
        return account == null
                ? replay.replay(log, region, position, effectiveAt)
                : replay.replay(log, account, position, effectiveAt);
    }

    private long position(Map<String, String> asked) {
        Instant at = parsed("at", asked.get("at"), Instant::parse);
        if (at != null) {
            if (at.isAfter(clock.instant())) {
                throw wrong("--at lies in the future; it is " + clock.instant());
            }
            return log.closeMoment(at);
        }
        Long position = parsed("position", asked.get("position"), Long::parseLong);
        long head = log.head().position();
        if (position == null || position < 0 || position > head) {
            throw wrong("--position is a number from 0 to " + head);
        }
        return position;
    }

    private static <T> @Nullable T parsed(String option, @Nullable String text, Function<String, T> parser) {
        try {
            return text == null ? null : parser.apply(text);
        } catch (RuntimeException e) {
            throw wrong("--" + option + " cannot be " + text + ": " + e.getMessage());
        }
    }

    private static CommandStopped wrong(String message) {
        return new CommandStopped(ExitCode.WRONG_USAGE, message, null);
    }
}
