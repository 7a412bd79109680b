package dev.flare.command.transfer;

import dev.flare.command.web.CommandCall;
import dev.flare.messages.shared.RefusalCode;
import dev.flare.web.document.Call;
import dev.flare.web.document.Description;
import dev.flare.web.document.Headers;
import dev.flare.web.document.Value;
import dev.flare.web.idempotency.KeyedCall;

final class TransferDescription implements Description {

    @Override
    public Call call() {
        return KeyedCall.of(
                        "transfer",
                        "Money",
                        "Move money between two accounts",
                        "One decision over both accounts and one append: all of it or nothing.")
                .body(CommandCall.transfer())
                .example("rent", """
                        {"from":"uk-ada","to":"uk-bob","amount":2500,"currency":"GBP","reference":"rent"}""")
                .leadsTo("reverse", "id", "transferId")
                .answers(
                        201,
                        "The money has moved.",
                        Value.shape(CommandCall.accepted("TransferAccepted", "transferId")),
                        """
                        {"transferId":"uk-01a1feedb1be7038a9c1835e50df0aaa","position":{"uk":4},
                         "recordedAt":"2026-11-21T16:25:52.838617Z"}""",
                        Headers.IDEMPOTENCY_HIT)
                .refuses(
                        RefusalCode.NOT_FOUND,
                        RefusalCode.RESERVED_ACCOUNT,
                        RefusalCode.SAME_ACCOUNT,
                        RefusalCode.CURRENCY_MISMATCH,
                        RefusalCode.ACCOUNT_FROZEN,
                        RefusalCode.ACCOUNT_CLOSED,
                        RefusalCode.INSUFFICIENT_FUNDS,
                        RefusalCode.AMOUNT_OVERFLOW);
    }
}
