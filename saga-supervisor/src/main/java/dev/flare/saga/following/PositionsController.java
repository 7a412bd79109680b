package dev.flare.saga.following;

import dev.flare.web.document.Described;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** How far the supervisor is, region by region. */
@RestController
public final class PositionsController {

    /** The answer's outermost object, so that fields can be added beside the regions. */
    record Positions(List<RegionPosition> regions) {}

    private final FollowedRegions regions;

    public PositionsController(FollowedRegions regions) {
        this.regions = regions;
    }

    @Described(by = PositionsDescription.class)
    @GetMapping("/api/supervisor/positions")
    Positions positions() {
        return new Positions(regions.reports().stream()
                .map(report -> RegionPosition.of(report.get()))
                .toList());
    }
}
