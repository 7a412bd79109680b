package dev.flare.messages;

import dev.flare.messages.shared.AccountId;
import dev.flare.messages.shared.Region;

/** The keys of tags, by which events are sourced and guarded. A stored tag reads {@code key=value}. */
public final class Tags {

    public static final String ACCOUNT = "account";

    /** At most one event of a region carries a given key: the store refuses a second one. */
    public static final String IDEMPOTENCY_KEY = "idempotency";

    /** The hold that an event authorises or ends. */
    public static final String HOLD = "hold";

    /** On the beginning and the end of every hold, so that holds can be followed without reading everything else. */
    public static final String HOLDS = "holds";

    /** The one value of {@link #HOLDS}. */
    public static final String ALL = "all";

    /** The movement that an event takes back. */
    public static final String REVERSES = "reverses";

    /** The distributed transaction that an event is about, in a region's log as in the supervisor's. */
    public static final String TRANSACTION = "transaction";

    /** The type of transactions that an event of the supervisor is about. */
    public static final String TRANSACTION_TYPE = "transaction-type";

    /** The region that is asked for a step by an event of the supervisor. */
    public static final String STEPS = "steps";

    private Tags() {}

    public static String account(AccountId id) {
        return ACCOUNT + '=' + id;
    }

    public static String hold(String holdId) {
        return HOLD + '=' + holdId;
    }

    public static String allHolds() {
        return HOLDS + '=' + ALL;
    }

    public static String reverses(String transactionId) {
        return REVERSES + '=' + transactionId;
    }

    public static String idempotencyKey(String key) {
        return IDEMPOTENCY_KEY + '=' + key;
    }

    public static String transaction(String transactionId) {
        return TRANSACTION + '=' + transactionId;
    }

    public static String steps(Region region) {
        return STEPS + '=' + region;
    }

    public static String transactionType(String type) {
        return TRANSACTION_TYPE + '=' + type;
    }
}
