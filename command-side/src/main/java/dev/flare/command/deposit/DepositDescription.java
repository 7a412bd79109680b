package dev.flare.command.deposit;

import dev.flare.command.web.CommandCall;
import dev.flare.messages.shared.RefusalCode;
import dev.flare.web.document.Call;
import dev.flare.web.document.Description;
import dev.flare.web.document.Headers;
import dev.flare.web.document.Shape;
import dev.flare.web.document.Value;

final class DepositDescription implements Description {

    @Override
    public Call call() {
        return CommandCall.onAccount(
                        "deposit",
                        "Money",
                        "Pay money in",
                        "From the world into an account, in the account's currency.")
                .body(CommandCall.movement(Shape.sent("Deposit", "Money that comes in.")))
                .example("salary", """
                        {"amount":10000,"reference":"salary","effectiveAt":"2026-01-31T12:00:00Z","metadata":{"month":1}}""")
                .answers(
                        201,
                        "The money is there.",
                        Value.shape(CommandCall.accepted("DepositAccepted", "depositId")),
                        """
                        {"depositId":"uk-01a1feedb18a744aaa0dfa516ce317b9","position":{"uk":3},
                         "recordedAt":"2026-11-21T16:25:52.799028Z"}""",
                        Headers.IDEMPOTENCY_HIT)
                .refuses(RefusalCode.AMOUNT_OVERFLOW, RefusalCode.ACCOUNT_FROZEN, RefusalCode.ACCOUNT_CLOSED);
    }
}
