package dev.flare.messages.ledger;

import dev.flare.messages.shared.Region;

/** Every command to a region's ledger. Each one carries the id it will be known by, so that sending it again is safe. */
public sealed interface LedgerCommand
        permits OpenAccount,
                ChangeAccountStatus,
                DepositMoney,
                WithdrawMoney,
                TransferMoney,
                TransferBatch,
                ReverseMoney,
                ReverseTransfer,
                AuthoriseHold,
                CaptureHold,
                VoidHold,
                ExpireHold,
                TransferStep {

    /** The region that decides. */
    Region region();
}
