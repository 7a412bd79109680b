package dev.flare.messages.shared;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import org.jspecify.annotations.Nullable;

/** The id of an account, which starts with its region: {@code uk-1001}. At most 64 characters. */
public record AccountId(String value) {

    /** As a regular expression. */
    public static final String FORM = "[a-z]{2,8}-[A-Za-z0-9][A-Za-z0-9._-]{0,54}";

    private static final int REST_MAX = 55;

    @JsonCreator
    public AccountId {
        if (!hasForm(value)) {
            throw new IllegalArgumentException(
                    "an account id is a region, a hyphen and 1 to 55 of A-Z a-z 0-9 . _ -, such as uk-1001");
        }
    }

    /** Written out, for every event names several, and the regular expression takes a microsecond. */
    private static boolean hasForm(String value) {
        int hyphen = value.indexOf('-');
        int rest = value.length() - hyphen - 1;
        if (!Region.isName(value, hyphen)
                || rest < 1
                || rest > REST_MAX
                || !isLetterOrDigit(value.charAt(hyphen + 1))) {
            return false;
        }
        for (int i = hyphen + 2; i < value.length(); i++) {
            char c = value.charAt(i);
            if (!isLetterOrDigit(c) && c != '.' && c != '_' && c != '-') {
                return false;
            }
        }
        return true;
    }

    private static boolean isLetterOrDigit(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }

    /** Written out, for maps of thousands of accounts ask it all the time and what a record generates is slower. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof AccountId id && value.equals(id.value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    public Region region() {
        return new Region(value.substring(0, value.indexOf('-')));
    }

    /** Whether this is the region's world or clearing account, which no command may name. */
    public boolean isReserved() {
        return isWorld() || isClearing();
    }

    public boolean isWorld() {
        return value.substring(value.indexOf('-')).equals("-world");
    }

    public boolean isClearing() {
        return value.substring(value.indexOf('-')).equals("-clearing");
    }

    @JsonValue
    @Override
    public String toString() {
        return value;
    }
}
