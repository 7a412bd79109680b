package dev.flare.messages;

import dev.flare.messages.ledger.AccountOpened;
import dev.flare.messages.ledger.LedgerEvent;
import dev.flare.messages.ledger.MoneyDeposited;
import dev.flare.messages.ledger.MoneyTransferred;
import dev.flare.messages.ledger.MoneyWithdrawn;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Wire names of events: what is stored and published, whatever the classes are called. A name once used is never changed. */
public final class MessageNames {

    public static final String ACCOUNT_OPENED = "ledger.AccountOpened";
    public static final String MONEY_DEPOSITED = "ledger.MoneyDeposited";
    public static final String MONEY_WITHDRAWN = "ledger.MoneyWithdrawn";
    public static final String MONEY_TRANSFERRED = "ledger.MoneyTransferred";

    /** Every event that moves money. */
    public static final Set<String> MONEY_EVENTS = Set.of(MONEY_DEPOSITED, MONEY_WITHDRAWN, MONEY_TRANSFERRED);

    /** Every event that changes whether an account exists and may be used. */
    public static final Set<String> ACCOUNT_STATUS_EVENTS = Set.of(ACCOUNT_OPENED);

    /** The version in which events are written today. */
    public static final String VERSION = "1";

    private static final Map<String, Class<? extends LedgerEvent>> EVENTS = Map.of(
            ACCOUNT_OPENED, AccountOpened.class,
            MONEY_DEPOSITED, MoneyDeposited.class,
            MONEY_WITHDRAWN, MoneyWithdrawn.class,
            MONEY_TRANSFERRED, MoneyTransferred.class);

    private static final Map<Class<?>, String> NAMES =
            EVENTS.entrySet().stream().collect(Collectors.toUnmodifiableMap(Map.Entry::getValue, Map.Entry::getKey));

    private MessageNames() {}

    /** The wire name of an event's class. */
    public static String of(Class<? extends LedgerEvent> event) {
        String name = NAMES.get(event);
        if (name == null) {
            throw new IllegalArgumentException(event + " has no wire name");
        }
        return name;
    }

    /** The class of a wire name, or null for a name that is not of this language. */
    public static @Nullable Class<? extends LedgerEvent> eventClass(String name) {
        return EVENTS.get(name);
    }

    public static Set<String> events() {
        return EVENTS.keySet();
    }
}
