package dev.flare.participant;

import java.util.regex.Pattern;

/** What ids and names look like. Whatever passes may stand in a path as it is. */
public final class Ids {

    private static final Pattern TRANSACTION = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:~-]{0,99}");
    private static final Pattern PARTICIPANT = Pattern.compile("[A-Za-z0-9_-]{1,63}\\.[A-Za-z0-9_-]{1,63}");

    private Ids() {}

    public static boolean isTransaction(String text) {
        return TRANSACTION.matcher(text).matches();
    }

    static String transaction(String text) {
        if (!isTransaction(text)) {
            throw new IllegalArgumentException("a transaction's id has 1 to 100 letters, digits and . _ : ~ -");
        }
        return text;
    }

    static String participant(String text) {
        if (!PARTICIPANT.matcher(text).matches()) {
            throw new IllegalArgumentException("a participant has a name like billing.invoices, database.table");
        }
        return text;
    }
}
