package dev.flare.command.clearing;

import dev.flare.command.transit.Transit;
import dev.flare.messages.ledger.HaltTransfer;
import dev.flare.messages.ledger.LedgerEvent;
import dev.flare.messages.ledger.ResumeTransfer;
import dev.flare.messages.ledger.TransferHalted;
import dev.flare.messages.ledger.TransferResumed;
import java.util.Optional;

/**
 * Is a transfer halted here, or a halt lifted? Each once for an alert, also where nothing of the transfer has happened yet: what
 * comes late finds it. A halt that comes after its end is void.
 */
public final class HaltDecision {

    private HaltDecision() {}

    public static Optional<LedgerEvent> decide(Transit transit, HaltTransfer command) {
        boolean over =
                transit.halts().contains(command.alertId()) || transit.lifted().contains(command.alertId());
        return over ? Optional.empty() : Optional.of(new TransferHalted(command.transactionId(), command.alertId()));
    }

    public static Optional<LedgerEvent> decide(Transit transit, ResumeTransfer command) {
        return transit.lifted().contains(command.alertId())
                ? Optional.empty()
                : Optional.of(new TransferResumed(command.transactionId(), command.alertId()));
    }
}
