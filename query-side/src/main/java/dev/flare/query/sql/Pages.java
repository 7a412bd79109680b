package dev.flare.query.sql;

import dev.flare.messages.view.AsOf;
import dev.flare.messages.view.PageRequest;
import dev.flare.messages.view.Slice;
import java.util.List;
import java.util.function.Function;

/** Cuts pages out of lists by their keys. */
public final class Pages {

    private Pages() {}

    /** How many rows to read: one more than the page has tells whether there are more. */
    public static int rowsToRead(PageRequest page) {
        return page.size() + 1;
    }

    /**
     * @param rows up to {@link #rowsToRead} after the key, or before it and in reverse order when the page is read backwards
     * @param key of a row, from which the next page goes on
     */
    public static <R, T> Slice<T> slice(
            List<R> rows, PageRequest page, Function<R, String> key, Function<R, T> view, AsOf asOf) {
        boolean more = rows.size() > page.size();
        List<R> cut = more ? rows.subList(0, page.size()) : rows;
        List<R> inOrder = page.backwards() ? cut.reversed() : cut;
        List<T> data = inOrder.stream().map(view).toList();
        if (inOrder.isEmpty()) {
            return new Slice<>(data, null, null, asOf);
        }
        boolean hasNext = page.backwards() || more;
        boolean hasPrevious = page.backwards() ? more : page.key() != null;
        return new Slice<>(
                data,
                hasNext ? key.apply(inOrder.getLast()) : null,
                hasPrevious ? key.apply(inOrder.getFirst()) : null,
                asOf);
    }
}
