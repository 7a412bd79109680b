package dev.flare.saga.lists;

import dev.flare.messages.EventCodec;
import dev.flare.saga.transaction.Transaction;

/** A transaction as it is kept in its row. */
final class TransactionJson {

    private TransactionJson() {}

    static String write(Transaction transaction) {
        return EventCodec.writeAny(transaction);
    }

    static Transaction read(String state) {
        return EventCodec.readAny("a transaction's state", state, Transaction.class);
    }
}
