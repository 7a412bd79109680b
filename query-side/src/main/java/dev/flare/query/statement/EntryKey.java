package dev.flare.query.statement;

import dev.flare.messages.view.GetEntries;
import dev.flare.query.fold.Storable;
import dev.flare.web.asking.Cursors;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where an entry stands in its statement.
 *
 * @param effectiveAt null where the order is that of positions
 */
record EntryKey(@Nullable Instant effectiveAt, long position, int line) {

    private static final Pattern FORM = Pattern.compile("(?:(-?[0-9]{1,18})_)?([0-9]{1,18})_([0-9]{1,9})");

    /** Before every entry. */
    private static final EntryKey START = new EntryKey(null, -1, -1);

    static EntryKey of(GetEntries query) {
        String text = query.page().key();
        return text == null ? START : parse(text, query.reading().effectiveAt() != null);
    }

    /** Refuses a key that no page of this statement can have given. */
    static void check(GetEntries query) {
        of(query);
    }

    private static EntryKey parse(String text, boolean byEffect) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches() || byEffect != (matcher.group(1) != null)) {
            throw Cursors.unknown();
        }
        Instant effectiveAt = byEffect
                ? Storable.instant(Instant.EPOCH.plus(Long.parseLong(matcher.group(1)), ChronoUnit.MICROS))
                : null;
        return new EntryKey(effectiveAt, Long.parseLong(matcher.group(2)), Integer.parseInt(matcher.group(3)));
    }

    /** The effective time after which entries follow. */
    Instant after() {
        return effectiveAt == null ? Storable.FIRST : effectiveAt;
    }

    String write() {
        String inLog = position + "_" + line;
        return effectiveAt == null ? inLog : ChronoUnit.MICROS.between(Instant.EPOCH, effectiveAt) + "_" + inLog;
    }
}
