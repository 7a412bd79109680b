package dev.flare.standalone.verify;

import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Compares a region's log, whose chain of hashes was found whole, with the heads that were exported from it. A log that was cut
 * off, or written anew with all hashes computed again, has a whole chain: only what is kept elsewhere tells.
 */
final class HeadComparison {

    private final Logs logs;
    private final String region;
    private final List<ExportedHead> exported;

    HeadComparison(Logs logs, String region, List<ExportedHead> exported) {
        this.logs = logs;
        this.region = region;
        this.exported = exported.stream()
                .sorted(Comparator.comparingLong(ExportedHead::position))
                .toList();
    }

    /** The first difference, with where; null when there is none. */
    @Nullable
    String difference() {
        ExportedHead now = logs.heads(region).getFirst();
        ExportedHead agreed = null;
        for (ExportedHead head : exported) {
            String difference = difference(head, now, agreed);
            if (difference != null) {
                return difference;
            }
            agreed = head;
        }
        return null;
    }

    private @Nullable String difference(ExportedHead head, ExportedHead now, @Nullable ExportedHead agreed) {
        if (head.position() > now.position()) {
            return "position " + head.position() + ": the log ends at " + now.position() + ", the head exported at "
                    + head.exportedAt() + " had " + head.hash() + " here: its end was cut off";
        }
        ExportedHead found = logs.headAt(region, head.position());
        if (!found.hash().equals(head.hash())) {
            return "position " + head.position() + ": the hash is " + found.hash() + ", the head exported at "
                    + head.exportedAt() + " had " + head.hash() + ": " + where(head, found, agreed);
        }
        return Objects.equals(found.recordedAt(), head.recordedAt())
                ? null
                : "position " + head.position() + ": recorded at " + found.recordedAt() + ", the file says "
                        + head.recordedAt() + " with the same hash: the file was changed";
    }

    private static String where(ExportedHead head, ExportedHead found, @Nullable ExportedHead agreed) {
        long known = agreed == null ? 0 : agreed.position();
        if (known == head.position()) {
            return "the file contradicts itself";
        }
        boolean other =
                known == 0 && head.firstHash() != null && !head.firstHash().equals(found.firstHash());
        return other
                ? "even the first event is another one; the file is of another installation, or all was written anew"
                : "written anew from somewhere between " + (known + 1) + " and " + head.position();
    }

    /** What a person reads of it. */
    String line(@Nullable String difference) {
        String what = difference == null ? "ok" : "DIFFERENT: " + difference;
        return "%s  exported heads: %,d, up to position %,d: %s"
                .formatted(region, exported.size(), exported.getLast().position(), what);
    }
}
