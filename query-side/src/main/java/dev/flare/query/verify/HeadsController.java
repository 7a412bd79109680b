package dev.flare.query.verify;

import dev.flare.messages.shared.Region;
import dev.flare.query.http.Ids;
import dev.flare.query.http.Readings;
import dev.flare.query.moment.Moments;
import dev.flare.query.moment.RegionLogs;
import dev.flare.web.asking.Parameters;
import dev.flare.web.document.Described;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
class HeadsController {

    private static final Set<String> PARAMETERS = Set.of("region", "position", "at");

    record Heads(List<LogHead> heads) {}

    private final Moments moments;
    private final RegionLogs logs;

    HeadsController(Moments moments, RegionLogs logs) {
        this.moments = moments;
        this.logs = logs;
    }

    /** Never from a cache: who asks wants to know what is in the database. */
    @Described(by = HeadsDescription.class)
    @GetMapping("/api/heads")
    ResponseEntity<Heads> heads(@RequestParam MultiValueMap<String, String> given) {
        Parameters parameters = Parameters.of(given, PARAMETERS);
        String name = parameters.text("region");
        SortedSet<Region> regions = name == null ? logs.regions() : new TreeSet<>(List.of(Ids.region(name, logs)));
        SortedMap<Region, Long> positions = moments.positions(
                Readings.of(parameters, regions, logs.regions()).moment(), regions);
        List<LogHead> heads =
                regions.stream().map(region -> head(region, positions)).toList();
        return ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(new Heads(heads));
    }

    private LogHead head(Region region, SortedMap<Region, Long> positions) {
        return logs.ask(region, log -> LogHead.at(region, log, positions.getOrDefault(region, 0L)));
    }
}
