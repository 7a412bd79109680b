package dev.flare.command.web;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import dev.flare.messages.shared.Region;
import dev.flare.messages.shared.TransactionId;
import dev.flare.web.JsonBody;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The fields that every movement of money has beside its accounts. */
public record Movement(
        long amount, @Nullable String reference, @Nullable Instant effectiveAt, Map<String, Object> metadata) {

    /** How many characters a reference may have. */
    public static final int REFERENCE_MAX = 200;

    /** How many characters of JSON a client may keep with an account or a movement. */
    public static final int METADATA_MAX = 4_000;

    private static final NoArgGenerator IDS = Generators.timeBasedEpochGenerator();

    public static Movement read(JsonBody body) {
        return new Movement(
                body.amount("amount"),
                body.optionalText("reference", REFERENCE_MAX),
                body.optionalInstant("effectiveAt"),
                body.object("metadata", METADATA_MAX));
    }

    /** A new id that starts with its region and grows with time. */
    public static String newId(Region region) {
        return new TransactionId(region, IDS.generate()).toString();
    }

    /** Adds these fields to those that a repetition is compared by. */
    public void addTo(Map<String, Object> fields) {
        fields.put("amount", amount);
        if (reference != null) {
            fields.put("reference", reference);
        }
        if (effectiveAt != null) {
            fields.put("effectiveAt", effectiveAt.toString());
        }
        if (!metadata.isEmpty()) {
            fields.put("metadata", metadata);
        }
    }
}
