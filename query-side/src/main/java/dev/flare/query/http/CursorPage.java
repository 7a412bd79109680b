package dev.flare.query.http;

import dev.flare.messages.view.AsOf;
import dev.flare.messages.view.PageRequest;
import dev.flare.messages.view.Reading;
import dev.flare.messages.view.Slice;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A page of a list, as clients get it. */
public record CursorPage<T>(Cursor<T> cursor, AsOf asOf) {

    /**
     * @param next the cursor of the page after this one, null when there is none
     * @param previous the cursor of the page before this one, null when there is none
     */
    public record Cursor<T>(
            int pageSize,
            boolean hasMore,
            @Nullable String next,
            @Nullable String previous,
            List<T> data) {}

    /** Pages at a fixed moment stay at it. */
    public static <T> CursorPage<T> of(
            Slice<T> slice, Parameters parameters, Reading reading, PageRequest page, Cursors cursors) {
        String position =
                reading.moment().isFixed() ? Positions.write(slice.asOf().position()) : null;
        String next = cursor(slice.nextKey(), false, position, parameters, page, cursors);
        String previous = cursor(slice.previousKey(), true, position, parameters, page, cursors);
        return new CursorPage<>(new Cursor<>(page.size(), next != null, next, previous, slice.data()), slice.asOf());
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
