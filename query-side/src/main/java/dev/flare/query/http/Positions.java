package dev.flare.query.http;

import dev.flare.messages.shared.RefusedException;
import dev.flare.messages.shared.Region;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Positions as clients write them: {@code uk:123,au:5}, or {@code 123} where one region is concerned. */
final class Positions {

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

    private Positions() {}

    static SortedMap<Region, Long> parse(
            String name, String text, SortedSet<Region> concerned, SortedSet<Region> known) {
        SortedMap<Region, Long> positions = new TreeMap<>();
        for (String part : text.split(",", -1)) {
            int colon = part.indexOf(':');
            Region region = colon < 0 ? only(name, concerned) : region(name, part.substring(0, colon), known);
            if (positions.put(region, number(name, part.substring(colon + 1))) != null) {
                throw RefusedException.invalid(name, "region " + region + " is there twice");
            }
        }
        return positions;
    }

    static String write(Map<Region, Long> positions) {
        return positions.entrySet().stream()
                .map(entry -> entry.getKey() + ":" + entry.getValue())
                .collect(Collectors.joining(","));
    }

    private static Region only(String name, SortedSet<Region> concerned) {
        if (concerned.size() != 1) {
            throw RefusedException.invalid(
                    name,
                    "the answer spans the regions " + concerned + ": give a position of each, such as uk:123,au:5");
        }
        return concerned.first();
    }

    private static Region region(String name, String text, SortedSet<Region> known) {
        return known.stream()
                .filter(region -> region.name().equals(text))
                .findFirst()
                .orElseThrow(() -> RefusedException.invalid(name, "the regions are " + known));
    }

    private static long number(String name, String text) {
        if (!NUMBER.matcher(text).matches()) {
            throw RefusedException.invalid(name, "a position is a whole number, 0 or more, such as uk:123");
        }
        return Long.parseLong(text);
    }
}
