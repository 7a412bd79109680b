package dev.flare.eventstore;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Compares the index over tags with the events' own tags: where a row is missing, a condition does not see an event.
 *
 * <p>Both are read once, each in its own order, and neither is kept. The log is divided into pieces; each piece has a sum to
 * which every row that its events must have is added, and from which every row that the index has is taken away. What is left
 * is 0, or the piece is looked at row by row. The rows are mixed with a number drawn anew for each check, so that nobody can
 * prepare rows whose sums agree.
 */
public final class TagIndexCheck {

    /** What is wrong first, and where. */
    public record Finding(long position, String what) {}

    record Row(long tag, int type, long position) {}

    private static final int PIECES = 4_096;

    private final EventReader log;
    private final long upTo;
    private final long width;
    private final long[] sums = new long[PIECES];
    private final long drawn = new SecureRandom().nextLong();

    /** @param upTo the position of an event, or 0: every event up to it is to be given to {@link #take} */
    public TagIndexCheck(EventReader log, long upTo) {
        this.log = log;
        this.upTo = upTo;
        this.width = Math.max(1, Math.ceilDiv(upTo, PIECES));
    }

    /** Expects the rows of an event. */
    public void take(StoredEvent event) {
        event.tags().forEach(tag -> add(row(event, tag), 1));
    }

    static Row row(StoredEvent event, String tag) {
        return new Row(Keys.tag(tag), Keys.type(event.type()), event.position());
    }

    private void add(Row row, int sign) {
        sums[(int) ((row.position() - 1) / width)] += sign * mixed(row);
    }

    private long mixed(Row row) {
        return mixed(mixed(mixed(drawn + row.tag()) + row.type()) + row.position());
    }

    /** The finalizer of splitmix64. */
    private static long mixed(long value) {
        long mixed = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }

    /** Reads the index, once everything was taken. */
    public Optional<Finding> difference() {
        List<Finding> strays = new ArrayList<>(1);
        log.forEachTagRow((row, head) -> {
            if (row.position() < 1 || row.position() > head) {
                stray(row, strays);
            } else if (row.position() <= upTo) {
                add(row, -1);
            }
        });
        return firstPiece().or(() -> strays.stream().findFirst());
    }

    private static void stray(Row row, List<Finding> strays) {
        if (strays.isEmpty()) {
            strays.add(new Finding(row.position(), "the tag index has a row of an event that is not there"));
        }
    }

    private Optional<Finding> firstPiece() {
        for (int piece = 0; piece < PIECES; piece++) {
            if (sums[piece] != 0) {
                return Optional.of(inPiece(piece * width, Math.min(upTo, (piece + 1) * width)));
            }
        }
        return Optional.empty();
    }

    private Finding inPiece(long after, long to) {
        Map<Long, List<Row>> found = new TreeMap<>();
        log.tagRows(after, to).forEach(row -> found.computeIfAbsent(row.position(), position -> new ArrayList<>())
                .add(row));
        for (StoredEvent event : log.after(after, Math.toIntExact(to - after))) {
            Optional<Finding> finding = compared(event, found.getOrDefault(event.position(), List.of()));
            if (finding.isPresent()) {
                return finding.get();
            }
        }
        return new Finding(after + 1, "the tag index differed from the events up to " + to + ", and no longer does");
    }

    private static Optional<Finding> compared(StoredEvent event, List<Row> found) {
        List<Row> left = new ArrayList<>(found);
        for (String tag : event.tags()) {
            if (!left.remove(row(event, tag))) {
                return finding(event, "has no row of its tag " + tag + ": conditions on that tag do not see it");
            }
        }
        return left.isEmpty() ? Optional.empty() : finding(event, "has a row that none of its tags gives: " + left);
    }

    private static Optional<Finding> finding(StoredEvent event, String what) {
        return Optional.of(new Finding(event.position(), "the tag index " + what));
    }
}
