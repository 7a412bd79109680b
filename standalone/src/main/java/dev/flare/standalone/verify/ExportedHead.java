package dev.flare.standalone.verify;

import dev.flare.query.verify.LogHead;
import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Where a log ended, as a line of a file that is kept where nobody reaches both it and the database.
 *
 * @param exportedAt when it was asked for, by the clock of whoever asked; null while it is not a line yet
 */
record ExportedHead(
        String region,
        long position,
        String hash,
        @Nullable Instant recordedAt,
        @Nullable String firstHash,
        @Nullable Instant exportedAt) {

    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

    /** What a line must have; what may be missing is not asked for. */
    private record Line(
            @Nullable String region,
            @Nullable Long position,
            @Nullable String hash) {}

    static ExportedHead of(LogHead head) {
        return new ExportedHead(
                head.region().name(), head.position(), head.hash(), head.recordedAt(), head.firstHash(), null);
    }

    ExportedHead exported(Instant at) {
        return new ExportedHead(region, position, hash, recordedAt, firstHash, at);
    }

    String line() {
        return JSON.writeValueAsString(this);
    }

    /** @throws IllegalArgumentException when it is no such line; the message says why */
    static ExportedHead read(String line) {
        try {
            Line needed = JSON.readValue(line, Line.class);
            require(needed.region() != null && !needed.region().isEmpty(), "no region");
            require(needed.position() != null && needed.position() >= 0, "no position from 0 on");
            require(needed.hash() != null && HASH.matcher(needed.hash()).matches(), "no hash of 64 hexadecimal digits");
            return JSON.readValue(line, ExportedHead.class);
        } catch (JacksonException e) {
            throw new IllegalArgumentException(e.getOriginalMessage(), e);
        }
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
