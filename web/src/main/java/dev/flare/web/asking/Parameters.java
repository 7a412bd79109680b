package dev.flare.web.asking;

import dev.flare.messages.shared.RefusalCode;
import dev.flare.messages.shared.RefusedException;
import dev.flare.messages.view.PageRequest;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A query's parameters. Whatever cannot be understood is refused and named; nothing is ignored. */
public final class Parameters {

    public static final Set<String> PAGING = Set.of("pageSize", "cursor");

    /** How many items a page may have. */
    public static final int LARGEST_PAGE = 1_000;

    public static final int USUAL_PAGE = 100;

    // Only a cursor has these: they say where its page starts.
    private static final String KEY = "key";
    private static final String BACKWARDS = "backwards";
    private static final Set<String> START = Set.of(KEY, BACKWARDS);

    private final SortedMap<String, String> values;

    private Parameters(SortedMap<String, String> values) {
        this.values = values;
    }

    /** Refuses parameters that are not among those allowed, given twice or empty. */
    public static Parameters of(Map<String, List<String>> given, Set<String> allowed) {
        SortedMap<String, String> values = new TreeMap<>();
        given.forEach((name, all) -> values.put(name, single(name, all, allowed)));
        return new Parameters(values);
    }

    /** As {@link #of}; when there is a cursor, what it carries. */
    public static Parameters of(Map<String, List<String>> given, Set<String> allowed, Cursors cursors) {
        Parameters parameters = of(given, allowed);
        String cursor = parameters.values.get("cursor");
        return cursor == null ? parameters : parameters.inside(carried(cursors.read(cursor), allowed));
    }

    /** A cursor may be older or younger than this version: what it says beside the parameters of today is not passed over. */
    private static SortedMap<String, String> carried(Map<String, String> inCursor, Set<String> allowed) {
        SortedMap<String, String> carried = new TreeMap<>(inCursor);
        if (!carried.keySet().stream().allMatch(name -> allowed.contains(name) || START.contains(name))) {
            throw Cursors.unknown();
        }
        return carried;
    }

    private static String single(String name, List<String> all, Set<String> allowed) {
        if (!allowed.contains(name)) {
            throw new RefusedException(
                    RefusalCode.UNKNOWN_FIELD,
                    "this call has no such parameter, only " + new TreeMap<>(index(allowed)).keySet(),
                    name);
        }
        if (all.size() != 1 || all.getFirst() == null || all.getFirst().isEmpty()) {
            throw RefusedException.invalid(name, "give it once and with a value, or leave it out");
        }
        if (all.getFirst().indexOf('\0') >= 0) {
            throw RefusedException.invalid(name, "it contains a NUL character");
        }
        return all.getFirst();
    }

    private static Map<String, String> index(Set<String> names) {
        SortedMap<String, String> index = new TreeMap<>();
        names.forEach(name -> index.put(name, name));
        return index;
    }

    private Parameters inside(SortedMap<String, String> carried) {
        for (Map.Entry<String, String> given : values.entrySet()) {
            boolean same = given.getValue().equals(carried.get(given.getKey()));
            if (!Set.of("cursor", "minPosition").contains(given.getKey()) && !same) {
                throw RefusedException.invalid(given.getKey(), "a cursor carries everything else itself; leave it out");
            }
        }
        String minPosition = values.get("minPosition");
        if (minPosition != null) {
            carried.put("minPosition", minPosition);
        }
        return new Parameters(carried);
    }

    public boolean has(String name) {
        return values.containsKey(name);
    }

    public @Nullable String text(String name) {
        return values.get(name);
    }

    /** The value as something else, or null when it is not given. */
    public <T> @Nullable T value(String name, Function<String, T> read, String expected) {
        String text = values.get(name);
        if (text == null) {
            return null;
        }
        try {
            return read.apply(text);
        } catch (IllegalArgumentException | DateTimeParseException e) {
            throw RefusedException.invalid(name, "it is " + expected);
        }
    }

    public @Nullable Long number(String name) {
        return value(name, Long::valueOf, "a whole number of at most 64 bits");
    }

    public @Nullable Instant instant(String name) {
        return value(name, Instant::parse, "an instant such as 2026-01-31T23:59:59.123456Z");
    }

    public PageRequest page() {
        return new PageRequest(pageSize(), text(KEY), has(BACKWARDS));
    }

    private int pageSize() {
        Long size = number("pageSize");
        if (size == null) {
            return USUAL_PAGE;
        }
        if (size < 1 || size > LARGEST_PAGE) {
            throw RefusedException.invalid("pageSize", "a page has 1 to " + LARGEST_PAGE + " items");
        }
        return size.intValue();
    }

    /** What the cursor of another page carries: these parameters at the moment of this page, and where the other starts. */
    SortedMap<String, String> elsewhere(@Nullable String position, int pageSize, String key, boolean backwards) {
        SortedMap<String, String> carried = new TreeMap<>(values);
        carried.keySet().removeAll(Set.of("at", "minPosition", "cursor", BACKWARDS));
        carried.put("pageSize", String.valueOf(pageSize));
        carried.put(KEY, key);
        if (position != null) {
            carried.put("position", position);
        }
        if (backwards) {
            carried.put(BACKWARDS, "true");
        }
        return carried;
    }
}
