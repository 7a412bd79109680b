package dev.flare.command.participation;

import dev.flare.eventstore.InlineProjection;
import dev.flare.messages.shared.Region;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** The rows that say how far each transfer between regions is in one of them, written together with its events. */
public final class Participation {

    private static final String ROWS = read("participation.sql");

    private Participation() {}

    public static InlineProjection of(Region region) {
        return new InlineProjection("participation", ROWS.replace("{region}", region.name()));
    }

    private static String read(String file) {
        try (InputStream in = Objects.requireNonNull(Participation.class.getResourceAsStream(file), file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
