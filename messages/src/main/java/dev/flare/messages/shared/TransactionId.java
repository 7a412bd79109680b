package dev.flare.messages.shared;

import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;

/**
 * The id of a movement of money or of a hold: its region, a hyphen, and the 32 hexadecimal digits of the id of the event that
 * recorded it. So the id alone leads to the event.
 */
public record TransactionId(Region region, UUID eventId) {

    /** As a regular expression. */
    public static final String FORM = "[a-z]{2,8}-[0-9a-f]{32}";

    private static final int DIGITS = 32;

    /** The id that a text is, if it is one. */
    public static Optional<TransactionId> parse(String text) {
        int digits = text.length() - DIGITS;
        if (!hasForm(text, digits)) {
            return Optional.empty();
        }
        UUID eventId = new UUID(
                HexFormat.fromHexDigitsToLong(text, digits, digits + 16),
                HexFormat.fromHexDigitsToLong(text, digits + 16, digits + 32));
        return Optional.of(new TransactionId(regionOf(text), eventId));
    }

    private static boolean hasForm(String text, int digits) {
        if (digits < 1 || text.charAt(digits - 1) != '-' || !Region.isName(text, digits - 1)) {
            return false;
        }
        for (int i = digits; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return false;
            }
        }
        return true;
    }

    /**
     * The region that an id starts with.
     *
     * @throws IllegalArgumentException when it starts with none
     */
    public static Region regionOf(String id) {
        return new Region(id.substring(0, Math.max(0, id.indexOf('-'))));
    }

    @Override
    public String toString() {
        HexFormat hex = HexFormat.of();
        return region + "-" + hex.toHexDigits(eventId.getMostSignificantBits())
                + hex.toHexDigits(eventId.getLeastSignificantBits());
    }
}
