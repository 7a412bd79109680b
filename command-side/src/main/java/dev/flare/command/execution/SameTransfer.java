package dev.flare.command.execution;

import dev.flare.command.transfer.TransferDecision;
import dev.flare.messages.EventCodec;
import dev.flare.messages.MessageNames;
import dev.flare.messages.ledger.LedgerEvent;
import dev.flare.messages.ledger.MoneyTransferred;
import dev.flare.messages.ledger.TransferMoney;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Whether a transfer that was recorded is the one that is asked for: the event has every field of the request. */
final class SameTransfer {

    private SameTransfer() {}

    /** The first field of the request that is another one, or null when they are the same. */
    static @Nullable String differingField(TransferMoney asked, LedgerEvent recorded) {
        if (!(recorded instanceof MoneyTransferred first)) {
            return "from";
        }
        MoneyTransferred now = written(TransferDecision.event(asked));
        return !now.postings()
                        .getFirst()
                        .account()
                        .equals(first.postings().getFirst().account())
                ? "from"
                : !now.postings()
                                .getLast()
                                .account()
                                .equals(first.postings().getLast().account())
                        ? "to"
                        : !now.postings().equals(first.postings()) ? "amount" : differingDetail(now, first);
    }

    private static @Nullable String differingDetail(MoneyTransferred now, MoneyTransferred first) {
        if (!now.currency().equals(first.currency())) {
            return "currency";
        }
        if (!Objects.equals(now.reference(), first.reference())) {
            return "reference";
        }
        if (!Objects.equals(now.effectiveAt(), first.effectiveAt())) {
            return "effectiveAt";
        }
        return now.metadata().equals(first.metadata()) ? null : "metadata";
    }

    /** As it would come back from the store: the same number can be written in several ways. */
    private static MoneyTransferred written(MoneyTransferred event) {
        String name = MessageNames.of(MoneyTransferred.class);
        return (MoneyTransferred) EventCodec.read(name, EventCodec.write(event));
    }
}
