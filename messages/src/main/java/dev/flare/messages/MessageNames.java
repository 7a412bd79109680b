package dev.flare.messages;

import dev.flare.messages.ledger.AccountClosed;
import dev.flare.messages.ledger.AccountFrozen;
import dev.flare.messages.ledger.AccountOpened;
import dev.flare.messages.ledger.AccountUnfrozen;
import dev.flare.messages.ledger.HoldAuthorised;
import dev.flare.messages.ledger.HoldCaptured;
import dev.flare.messages.ledger.HoldExpired;
import dev.flare.messages.ledger.HoldVoided;
import dev.flare.messages.ledger.LedgerEvent;
import dev.flare.messages.ledger.MoneyDeposited;
import dev.flare.messages.ledger.MoneyReversed;
import dev.flare.messages.ledger.MoneyTransferred;
import dev.flare.messages.ledger.MoneyWithdrawn;
import dev.flare.messages.ledger.TransferHalted;
import dev.flare.messages.ledger.TransferReceived;
import dev.flare.messages.ledger.TransferRefused;
import dev.flare.messages.ledger.TransferResumed;
import dev.flare.messages.ledger.TransferReturned;
import dev.flare.messages.ledger.TransferSent;
import dev.flare.messages.ledger.TransferSettled;
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
    public static final String MONEY_REVERSED = "ledger.MoneyReversed";
    public static final String HOLD_AUTHORISED = "ledger.HoldAuthorised";
    public static final String HOLD_CAPTURED = "ledger.HoldCaptured";
    public static final String HOLD_VOIDED = "ledger.HoldVoided";
    public static final String HOLD_EXPIRED = "ledger.HoldExpired";
    public static final String ACCOUNT_FROZEN = "ledger.AccountFrozen";
    public static final String ACCOUNT_UNFROZEN = "ledger.AccountUnfrozen";
    public static final String ACCOUNT_CLOSED = "ledger.AccountClosed";

    public static final String TRANSFER_SENT = "ledger.TransferSent";
    public static final String TRANSFER_RECEIVED = "ledger.TransferReceived";
    public static final String TRANSFER_REFUSED = "ledger.TransferRefused";
    public static final String TRANSFER_SETTLED = "ledger.TransferSettled";
    public static final String TRANSFER_RETURNED = "ledger.TransferReturned";
    public static final String TRANSACTION_HALTED = "ledger.TransactionHalted";
    public static final String TRANSACTION_RESUMED = "ledger.TransactionResumed";

    /** Every event that moves money. */
    public static final Set<String> MONEY_EVENTS = Set.of(
            MONEY_DEPOSITED,
            MONEY_WITHDRAWN,
            MONEY_TRANSFERRED,
            MONEY_REVERSED,
            HOLD_CAPTURED,
            TRANSFER_SENT,
            TRANSFER_RECEIVED,
            TRANSFER_RETURNED);

    /** Every event of a distributed transaction in a region. */
    public static final Set<String> TRANSFER_EVENTS = Set.of(
            TRANSFER_SENT,
            TRANSFER_RECEIVED,
            TRANSFER_REFUSED,
            TRANSFER_SETTLED,
            TRANSFER_RETURNED,
            TRANSACTION_HALTED,
            TRANSACTION_RESUMED);

    /** Every event with which a hold begins or ends. */
    public static final Set<String> EVENTS_OF_HOLDS = Set.of(HOLD_AUTHORISED, HOLD_CAPTURED, HOLD_VOIDED, HOLD_EXPIRED);

    /** Every event that changes whether an account exists and may be used. */
    public static final Set<String> ACCOUNT_STATUS_EVENTS =
            Set.of(ACCOUNT_OPENED, ACCOUNT_FROZEN, ACCOUNT_UNFROZEN, ACCOUNT_CLOSED);

    /** The version in which events are written today. */
    public static final String VERSION = "1";

    private static final Map<String, Class<? extends LedgerEvent>> EVENTS = Map.ofEntries(
            Map.entry(ACCOUNT_OPENED, AccountOpened.class),
            Map.entry(ACCOUNT_FROZEN, AccountFrozen.class),
            Map.entry(ACCOUNT_UNFROZEN, AccountUnfrozen.class),
            Map.entry(ACCOUNT_CLOSED, AccountClosed.class),
            Map.entry(MONEY_DEPOSITED, MoneyDeposited.class),
            Map.entry(MONEY_WITHDRAWN, MoneyWithdrawn.class),
            Map.entry(MONEY_TRANSFERRED, MoneyTransferred.class),
            Map.entry(MONEY_REVERSED, MoneyReversed.class),
            Map.entry(HOLD_AUTHORISED, HoldAuthorised.class),
            Map.entry(HOLD_CAPTURED, HoldCaptured.class),
            Map.entry(HOLD_VOIDED, HoldVoided.class),
            Map.entry(HOLD_EXPIRED, HoldExpired.class),
            Map.entry(TRANSFER_SENT, TransferSent.class),
            Map.entry(TRANSFER_RECEIVED, TransferReceived.class),
            Map.entry(TRANSFER_REFUSED, TransferRefused.class),
            Map.entry(TRANSFER_SETTLED, TransferSettled.class),
            Map.entry(TRANSFER_RETURNED, TransferReturned.class),
            Map.entry(TRANSACTION_HALTED, TransferHalted.class),
            Map.entry(TRANSACTION_RESUMED, TransferResumed.class));

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
