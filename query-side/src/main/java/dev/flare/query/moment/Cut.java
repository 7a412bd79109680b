package dev.flare.query.moment;

import dev.flare.messages.shared.Region;
import dev.flare.messages.view.AsOf;
import java.util.Objects;

/** The positions at which one answer is made, the same for everything in it. */
public record Cut(AsOf asOf, boolean isFixed) {

    public long position(Region region) {
        return Objects.requireNonNull(asOf.position().get(region), () -> "nothing is known of " + region);
    }

    /** The names of the regions, in the order of {@link #positions()}. */
    public String[] regions() {
        return asOf.position().keySet().stream().map(Region::name).toArray(String[]::new);
    }

    public Long[] positions() {
        return asOf.position().values().toArray(Long[]::new);
    }
}
