package dev.flare.web.document;

import dev.flare.messages.shared.AccountId;
import dev.flare.messages.shared.Region;
import dev.flare.messages.shared.TransactionId;
import dev.flare.web.JsonBody;

/** The values that every side speaks of. */
public final class Words {

    private Words() {}

    public static Value accountId() {
        return Value.form(AccountId.FORM);
    }

    public static Value region() {
        return Value.form(Region.FORM);
    }

    /** The id of a movement of money or of a hold. */
    public static Value transactionId() {
        return Value.form(TransactionId.FORM);
    }

    public static Value currency() {
        return Value.form("[A-Z]{3}");
    }

    /** What a client may send as an amount. */
    public static Value amount() {
        return Value.whole(1, JsonBody.AMOUNT_MAX);
    }

    /** What a client may send as a limit. */
    public static Value limit() {
        return Value.whole(0, JsonBody.AMOUNT_MAX);
    }

    public static Value position() {
        return Value.whole(0, Long.MAX_VALUE);
    }
}
