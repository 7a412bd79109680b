package dev.flare.command.withdrawal;

import dev.flare.command.web.CommandCall;
import dev.flare.messages.shared.RefusalCode;
import dev.flare.web.document.Call;
import dev.flare.web.document.Description;
import dev.flare.web.document.Headers;
import dev.flare.web.document.Shape;
import dev.flare.web.document.Value;

final class WithdrawalDescription implements Description {

    @Override
    public Call call() {
        return CommandCall.onAccount(
                        "withdraw",
                        "Money",
                        "Pay money out",
                        "From an account to the world, in the account's currency.")
                .body(CommandCall.movement(Shape.sent("Withdrawal", "Money that leaves.")))
                .example("cash", """
                        {"amount":2000,"reference":"cash"}""")
                .answers(
                        201,
                        "The money has left.",
                        Value.shape(CommandCall.accepted("WithdrawalAccepted", "withdrawalId")),
                        """
                        {"withdrawalId":"uk-01a1feedb18a744aaa0dfa516ce317ba","position":{"uk":4},
                         "recordedAt":"2026-11-21T16:25:53.1Z"}""",
                        Headers.IDEMPOTENCY_HIT)
                .refuses(RefusalCode.INSUFFICIENT_FUNDS, RefusalCode.ACCOUNT_FROZEN, RefusalCode.ACCOUNT_CLOSED);
    }
}
