package dev.flare.web.asking;

import dev.flare.messages.view.PageRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of a list, as clients get it.
 *
 * @param next the cursor of the page after this one, null when there is none
 * @param previous the cursor of the page before this one, null when there is none
 */
public record Cursor<T>(
        int pageSize,
        boolean hasMore,
        @Nullable String next,
        @Nullable String previous,
        List<T> data) {

    /**
     * @param nextKey where the next page starts, null when there is none
     * @param previousKey where the page before ends, null when there is none
     * @param position the fixed moment of the list, at which its other pages stay; null when it has none
     */
    public static <T> Cursor<T> of(
            List<T> data,
            @Nullable String nextKey,
            @Nullable String previousKey,
            @Nullable String position,
            Parameters parameters,
            Cursors cursors) {
        PageRequest page = parameters.page();
        String next = cursor(nextKey, false, position, parameters, page, cursors);
        String previous = cursor(previousKey, true, position, parameters, page, cursors);
        return new Cursor<>(page.size(), next != null, next, previous, data);
    }

    private static @Nullable String cursor(
            @Nullable String key,
            boolean backwards,
            @Nullable String position,
            Parameters parameters,
            PageRequest page,
            Cursors cursors) {
        return key == null ? null : cursors.write(parameters.elsewhere(position, page.size(), key, backwards));
    }
}
