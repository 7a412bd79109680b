package dev.flare.saga.transaction;

import dev.flare.messages.shared.RefusalCode;
import dev.flare.messages.shared.RefusedException;
import java.util.regex.Pattern;

/** What ids, names and types look like. */
public final class Ids {

    /** Of a transaction, as a regular expression. */
    public static final String TRANSACTION = "[A-Za-z0-9][A-Za-z0-9._:~-]{0,99}";

    /** Of a participant: {@code database.table}. */
    public static final String PARTICIPANT = "[A-Za-z0-9_-]{1,63}\\.[A-Za-z0-9_-]{1,63}";

    /** Of a type of transactions. */
    public static final String TYPE = "[A-Za-z0-9][A-Za-z0-9._-]{0,63}";

    private static final Pattern TRANSACTIONS = Pattern.compile(TRANSACTION);
    private static final Pattern PARTICIPANTS = Pattern.compile(PARTICIPANT);
    private static final Pattern TYPES = Pattern.compile(TYPE);

    private Ids() {}

    /** @throws IllegalArgumentException when it cannot be one */
    public static String transaction(String text) {
        return checked(TRANSACTIONS, text, "an id of 1 to 100 letters, digits and . _ : ~ -");
    }

    /** @throws IllegalArgumentException when it cannot be one */
    public static String participant(String text) {
        return checked(PARTICIPANTS, text, "a name like billing.invoices, database.table");
    }

    /** @throws IllegalArgumentException when it cannot be one */
    public static String type(String text) {
        return checked(TYPES, text, "a type of 1 to 64 letters, digits and . _ -");
    }

    private static String checked(Pattern form, String text, String expected) {
        if (!form.matcher(text).matches()) {
            throw new IllegalArgumentException("it must be " + expected);
        }
        return text;
    }

    /** The id in a path. What cannot be one is not there, and nothing is asked for it. */
    public static String existingTransaction(String id) {
        return existing(TRANSACTIONS, id, "transactionId", "there is no such transaction");
    }

    /** The name in a path. */
    public static String existingParticipant(String name) {
        return existing(PARTICIPANTS, name, "participant", "the transaction has no such participant");
    }

    /** The type in a path. */
    public static String existingType(String type) {
        return existing(TYPES, type, "type", "there can be no such type");
    }

    private static String existing(Pattern form, String text, String field, String detail) {
        if (!form.matcher(text).matches()) {
            throw new RefusedException(RefusalCode.NOT_FOUND, detail, field);
        }
        return text;
    }
}
