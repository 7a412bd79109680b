package dev.flare.command.batch;

import dev.flare.command.account.Account;
import dev.flare.command.account.Facts;
import dev.flare.command.transfer.TransferDecision;
import dev.flare.messages.ledger.LedgerEvent;
import dev.flare.messages.ledger.TransferBatch;
import dev.flare.messages.ledger.TransferMoney;
import dev.flare.messages.shared.AccountId;
import dev.flare.messages.shared.RefusedException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** May all of these transfers happen, one after the other? The first that may not refuses all. */
public final class TransferBatchDecision {

    private TransferBatchDecision() {}

    public static List<LedgerEvent> decide(Facts facts, TransferBatch batch) {
        // A batch may have two thousand accounts: its own copy of them evolves in place.
        Map<AccountId, Account> accounts = new HashMap<>(facts.accounts());
        Facts now = Facts.of(accounts);
        List<LedgerEvent> events = new ArrayList<>(batch.transfers().size());
        for (TransferMoney transfer : batch.transfers()) {
            try {
                LedgerEvent event =
                        TransferDecision.decide(now.payer(transfer.from()), now.payee(transfer.to()), transfer);
                Facts.evolve(accounts, event);
                events.add(event);
            } catch (RefusedException refusal) {
                throw refusal.ofItem("transfers", events.size());
            }
        }
        return events;
    }
}
