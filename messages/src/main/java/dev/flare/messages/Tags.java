package dev.flare.messages;

import dev.flare.messages.shared.AccountId;

/** The keys of tags, by which events are sourced and guarded. A stored tag reads {@code key=value}. */
public final class Tags {

    public static final String ACCOUNT = "account";

    /** At most one event of a region carries a given key: the store refuses a second one. */
    public static final String IDEMPOTENCY_KEY = "idempotency";

    private Tags() {}

    public static String account(AccountId id) {
        return ACCOUNT + '=' + id;
    }

    public static String idempotencyKey(String key) {
        return IDEMPOTENCY_KEY + '=' + key;
    }
}
