package dev.flare.query.verify;

import dev.flare.messages.shared.RefusalCode;
import dev.flare.messages.shared.RefusedException;
import dev.flare.messages.shared.Region;
import dev.flare.query.http.Ids;
import dev.flare.query.moment.RegionLogs;
import dev.flare.web.asking.Parameters;
import dev.flare.web.document.Described;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
class VerificationController {

    private static final Logger LOG = LoggerFactory.getLogger(VerificationController.class);

    /** How often a long one says how far it is. */
    private static final long PAUSE_NANOS = Duration.ofSeconds(2).toNanos();

    private final Verification verification;
    private final RegionLogs logs;

    // It reads everything there is: two at once only slow each other down.
    private final Semaphore one = new Semaphore(1);

    VerificationController(Verification verification, RegionLogs logs) {
        this.verification = verification;
        this.logs = logs;
    }

    @Described(by = VerificationDescription.class)
    @PostMapping("/api/verifications")
    ResponseEntity<VerificationReport> verify(@RequestParam MultiValueMap<String, String> given) {
        String name = Parameters.of(given, Set.of("region")).text("region");
        SortedSet<Region> regions = name == null ? logs.regions() : new TreeSet<>(List.of(Ids.region(name, logs)));
        if (!one.tryAcquire()) {
            throw new RefusedException(
                    RefusalCode.OVERLOADED, "a verification is under way; try again when it is done");
        }
        try {
            return ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(verify(regions));
        } finally {
            one.release();
        }
    }

    private VerificationReport verify(SortedSet<Region> regions) {
        AtomicLong told = new AtomicLong(System.nanoTime());
        return verification.verify(regions, (region, position, head) -> {
            long now = System.nanoTime();
            if (now - told.get() > PAUSE_NANOS) {
                told.set(now);
                LOG.atInfo()
                        .addKeyValue("region", region)
                        .addKeyValue("position", position)
                        .addKeyValue("head", head)
                        .log("a verification is under way");
            }
        });
    }
}
