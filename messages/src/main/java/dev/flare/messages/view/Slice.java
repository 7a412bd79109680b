package dev.flare.messages.view;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of a list.
 *
 * @param nextKey where the next page starts, null when there is none
 * @param previousKey where the page before ends, null when there is none
 */
public record Slice<T>(
        List<T> data, @Nullable String nextKey, @Nullable String previousKey, AsOf asOf) {

    public Slice {
        data = List.copyOf(data);
    }
}
