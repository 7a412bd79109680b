package dev.flare.query.replay;

import dev.flare.messages.shared.AccountId;
import dev.flare.messages.shared.RefusalCode;
import dev.flare.messages.shared.RefusedException;
import dev.flare.messages.shared.Region;
import dev.flare.messages.view.AsOf;
import dev.flare.messages.view.Reading;
import dev.flare.query.http.Ids;
import dev.flare.query.http.MomentAnswer;
import dev.flare.query.http.Readings;
import dev.flare.query.moment.Moments;
import dev.flare.query.moment.RegionLogs;
import dev.flare.web.asking.Parameters;
import dev.flare.web.document.Described;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
class ReplayController {

    /**
     * Of one process. A replay reads everything up to its moment and remembers every account, so it is their number that is
     * bounded and not their time.
     */
    static final int AT_ONCE = 2;

    private static final Set<String> PARAMETERS = Set.of("region", "account", "at", "position", "effectiveAt");

    /** What a replay answers: one part per region. */
    record Regions(List<Replayed> regions) {}

    private record Question(
            SortedMap<Region, Long> positions,
            @Nullable AccountId account,
            @Nullable Instant effectiveAt) {}

    private final PointInTimeReplay replay;
    private final Moments moments;
    private final RegionLogs logs;
    private final Semaphore places = new Semaphore(AT_ONCE);

    ReplayController(PointInTimeReplay replay, Moments moments, RegionLogs logs) {
        this.replay = replay;
        this.moments = moments;
        this.logs = logs;
    }

    @Described(by = ReplayDescription.class)
    @GetMapping("/api/replay")
    ResponseEntity<Regions> replay(@RequestParam MultiValueMap<String, String> given) {
        Parameters parameters = Parameters.of(given, PARAMETERS);
        String accountId = parameters.text("account");
        AccountId account = accountId == null ? null : Ids.account(accountId, logs);
        SortedSet<Region> regions = regions(parameters.text("region"), account);
        Reading reading = Readings.of(parameters, regions, logs.regions());
        if (!places.tryAcquire()) {
            throw new RefusedException(
                    RefusalCode.OVERLOADED, AT_ONCE + " replays are under way; try again when one of them is done");
        }
        try {
            return answer(regions, account, reading);
        } finally {
            places.release();
        }
    }

    private ResponseEntity<Regions> answer(SortedSet<Region> regions, @Nullable AccountId account, Reading reading) {
        SortedMap<Region, Long> positions = moments.positions(reading.moment(), regions);
        Question question = new Question(positions, account, reading.effectiveAt());
        Regions answer = new Regions(
                regions.stream().map(region -> replayed(region, question)).toList());
        return MomentAnswer.of(answer, question, reading, new AsOf(positions, null));
    }

    private Replayed replayed(Region region, Question question) {
        long position = question.positions().getOrDefault(region, 0L);
        AccountId account = question.account();
        return logs.ask(
                region,
                log -> account == null
                        ? replay.replay(log, region, position, question.effectiveAt())
                        : replay.replay(log, account, position, question.effectiveAt()));
    }

    private SortedSet<Region> regions(@Nullable String name, @Nullable AccountId account) {
        Region named = name == null ? null : Ids.region(name, logs);
        if (account == null) {
            return named == null ? logs.regions() : new TreeSet<>(List.of(named));
        }
        if (named != null && !named.equals(account.region())) {
            throw RefusedException.invalid("region", "account " + account + " is in region " + account.region());
        }
        return new TreeSet<>(List.of(account.region()));
    }
}
