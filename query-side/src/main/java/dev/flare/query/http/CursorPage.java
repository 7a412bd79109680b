package dev.flare.query.http;

import dev.flare.messages.view.AsOf;
import dev.flare.messages.view.Reading;
import dev.flare.messages.view.Slice;
import dev.flare.web.asking.Cursor;
import dev.flare.web.asking.Cursors;
import dev.flare.web.asking.Parameters;

/** A page of a list, as clients get it. */
public record CursorPage<T>(Cursor<T> cursor, AsOf asOf) {

    /** Pages at a fixed moment stay at it. */
    public static <T> CursorPage<T> of(Slice<T> slice, Parameters parameters, Reading reading, Cursors cursors) {
        String position =
                reading.moment().isFixed() ? Positions.write(slice.asOf().position()) : null;
        Cursor<T> cursor = Cursor.of(slice.data(), slice.nextKey(), slice.previousKey(), position, parameters, cursors);
        return new CursorPage<>(cursor, slice.asOf());
    }
}
