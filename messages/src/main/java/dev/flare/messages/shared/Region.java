package dev.flare.messages.shared;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** A region: one event store database. Ids of what is decided there start with its name and a hyphen. */
public record Region(String name) implements Comparable<Region> {

    /** As a regular expression. */
    public static final String FORM = "[a-z]{2,8}";

    @JsonCreator
    public Region {
        if (!isName(name, name.length())) {
            throw new IllegalArgumentException("a region is 2 to 8 letters a-z, not \"" + name + '"');
        }
    }

    /** Whether a text has this form up to an index. */
    static boolean isName(String text, int end) {
        if (end < 2 || end > 8) {
            return false;
        }
        for (int i = 0; i < end; i++) {
            if (text.charAt(i) < 'a' || text.charAt(i) > 'z') {
                return false;
            }
        }
        return true;
    }

    /** The account that stands for everything outside: the other side of deposits and withdrawals. */
    public AccountId world() {
        return new AccountId(name + "-world");
    }

    /** The account for money on its way between regions. */
    public AccountId clearing() {
        return new AccountId(name + "-clearing");
    }

    @Override
    public int compareTo(Region other) {
        return name.compareTo(other.name);
    }

    @JsonValue
    @Override
    public String toString() {
        return name;
    }
}
