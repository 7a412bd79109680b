package dev.flare.eventstore;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;

/**
 * An event on its way into the store.
 *
 * @param id unique in its store; a second event with the same id is refused
 * @param type a stable name, such as {@code ledger.AccountOpened}
 * @param version of the payload's form
 * @param tags {@code key=value} each; kept sorted and without repetition
 * @param metadata what is known about the event beside its payload, such as correlation ids
 * @param payload text in whatever form the application chose, usually JSON
 */
public record NewEvent(
        UUID id, String type, String version, List<String> tags, Map<String, String> metadata, String payload) {

    /** No event has more tags than this. */
    public static final int TAGS_MAX = 64;

    /** No tag has more characters than this. */
    public static final int TAG_LENGTH_MAX = 512;

    public NewEvent {
        tags = List.copyOf(new TreeSet<>(tags));
        metadata = Map.copyOf(metadata);
        check(!type.isEmpty() && storable(type), "type", type);
        check(!version.isEmpty() && storable(version), "version", version);
        check(tags.size() <= TAGS_MAX, "number of tags", tags.size());
        tags.forEach(tag -> check(isTag(tag), "tag", tag));
        metadata.forEach((key, value) -> check(wellFormed(key) && wellFormed(value), "metadata", key));
        check(storable(payload), "payload", "text with a NUL character or half a character");
    }

    public NewEvent(UUID id, String type, String version, Collection<String> tags, String payload) {
        this(id, type, version, List.copyOf(tags), Map.of(), payload);
    }

    private static void check(boolean holds, String what, Object value) {
        if (!holds) {
            throw new IllegalArgumentException("an event cannot have this " + what + ": " + value);
        }
    }

    private static boolean isTag(String tag) {
        return !tag.isEmpty() && tag.length() <= TAG_LENGTH_MAX && !hasControl(tag) && wellFormed(tag);
    }

    private static boolean hasControl(String tag) {
        for (int i = 0; i < tag.length(); i++) {
            if (Character.isISOControl(tag.charAt(i))) {
                return true;
            }
        }
        return false;
    }

    /** PostgreSQL's text holds every character but NUL. */
    private static boolean storable(String text) {
        return text.indexOf('\0') < 0 && wellFormed(text);
    }

    /** Half a surrogate pair has no UTF-8: it would be stored as a question mark, and be another text in memory. */
    private static boolean wellFormed(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (i + 1 == text.length() || !Character.isSurrogatePair(text.charAt(i), text.charAt(++i))) {
                    return false;
                }
            }
        }
        return true;
    }
}
