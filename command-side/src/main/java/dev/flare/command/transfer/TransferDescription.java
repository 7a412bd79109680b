package dev.flare.command.transfer;

import dev.flare.command.web.CommandCall;
import dev.flare.messages.shared.RefusalCode;
import dev.flare.web.document.Call;
import dev.flare.web.document.Description;
import dev.flare.web.document.Headers;
import dev.flare.web.document.Shape;
import dev.flare.web.document.Value;
import dev.flare.web.document.Words;
import dev.flare.web.idempotency.KeyedCall;

final class TransferDescription implements Description {

    @Override
    public Call call() {
        return KeyedCall.of(
                        "transfer",
                        "Money",
                        "Move money between two accounts",
                        "Within a region: one decision over both accounts and one append, all of it or nothing. To another "
                                + "region: what the payer's region can decide is decided at once and the money leaves; it arrives "
                                + "a moment later or comes back, as the transaction of the same id tells.")
                .body(CommandCall.transfer())
                .example("rent", """
                        {"from":"uk-ada","to":"uk-bob","amount":2500,"currency":"GBP","reference":"rent"}""")
                .example("to another region", """
                        {"from":"uk-ada","to":"au-eve","amount":2500,"currency":"GBP","reference":"rent"}""")
                .leadsTo("reverse", "id", "transferId")
                .answers(
                        201,
                        "The money has moved.",
                        Value.shape(CommandCall.accepted("TransferAccepted", "transferId")),
                        """
                        {"transferId":"uk-01a1feedb1be7038a9c1835e50df0aaa","position":{"uk":4},
                         "recordedAt":"2026-11-21T16:25:52.838617Z"}""",
                        Headers.IDEMPOTENCY_HIT)
                .answers(
                        202,
                        "The money is on its way to another region.",
                        Value.shape(sent()),
                        """
                        {"transferId":"uk-01a1feedb1be7038a9c1835e50df0aaa",
                         "transactionId":"uk-01a1feedb1be7038a9c1835e50df0aaa","position":{"uk":4},
                         "recordedAt":"2026-11-21T16:25:52.838617Z"}""",
                        Headers.IDEMPOTENCY_HIT,
                        Headers.LOCATION)
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

    private static Shape sent() {
        return CommandCall.accepted(Shape.answered("TransferSent", "That it left is committed, with fsync.")
                .with("transferId", Words.transactionId(), "Under this it appears in statements, in both regions.")
                .with("transactionId", Words.transactionId(), "The same: where to look how far it is."));
    }
}
