package dev.flare.messages.view;

import org.jspecify.annotations.Nullable;

/**
 * Which part of a list.
 *
 * @param size at most so many items
 * @param key where the last page ended, as the list itself gave it; null for the start
 * @param backwards the items before the key instead of those after it
 */
public record PageRequest(int size, @Nullable String key, boolean backwards) {

    public static PageRequest first(int size) {
        return new PageRequest(size, null, false);
    }
}
