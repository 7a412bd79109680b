package dev.flare.command.reversal;

import dev.flare.command.web.CommandCall;
import dev.flare.messages.shared.RefusalCode;
import dev.flare.web.document.Call;
import dev.flare.web.document.Description;
import dev.flare.web.document.Headers;
import dev.flare.web.document.Shape;
import dev.flare.web.document.Value;
import dev.flare.web.document.Words;
import dev.flare.web.idempotency.KeyedCall;

final class ReversalDescription implements Description {

    @Override
    public Call call() {
        return KeyedCall.of(
                        "reverse",
                        "Money",
                        "Take a movement back",
                        "A transfer, capture, deposit or withdrawal; once, also through frozen accounts, and never more than "
                                + "whoever received it has available. What went to another region is sent back from there as a "
                                + "transfer of its own, once it has arrived for good; when that comes back, another may follow.")
                .inPath("id", Words.transactionId(), "The movement.", "uk-01a1feedb1be7038a9c1835e50df0aaa")
                .body(KeyedCall.reason())
                .example("by mistake", "{\"reason\":\"sent by mistake\"}")
                .answers(201, "It was taken back.", Value.shape(reversed()), """
                        {"reversalId":"uk-01a1feedb1be7038a9c1835e50df0aab","reverses":"uk-01a1feedb1be7038a9c1835e50df0aaa",
                         "position":{"uk":5},"recordedAt":"2026-11-21T16:25:52.838617Z"}""", Headers.IDEMPOTENCY_HIT)
                .answers(
                        202,
                        "It is on its way back from another region.",
                        Value.shape(sentBack()),
                        """
                        {"reversalId":"au-01a1feedb1be7038a9c1835e50df0aab","reverses":"uk-01a1feedb1be7038a9c1835e50df0aaa",
                         "transactionId":"au-01a1feedb1be7038a9c1835e50df0aab","position":{"au":5},
                         "recordedAt":"2026-11-21T16:25:52.838617Z"}""",
                        Headers.IDEMPOTENCY_HIT,
                        Headers.LOCATION)
                .refuses(
                        RefusalCode.NOT_FOUND,
                        RefusalCode.ALREADY_REVERSED,
                        RefusalCode.NOT_REVERSIBLE,
                        RefusalCode.ACCOUNT_CLOSED,
                        RefusalCode.INSUFFICIENT_FUNDS,
                        RefusalCode.AMOUNT_OVERFLOW);
    }

    private static Shape reversed() {
        return CommandCall.accepted(Shape.answered("ReversalAccepted", "It is committed, with fsync.")
                .with("reversalId", Words.transactionId(), "Under this it appears in statements.")
                .with("reverses", Words.transactionId(), "What was taken back."));
    }

    private static Shape sentBack() {
        return CommandCall.accepted(Shape.answered("ReversalSent", "That it left is committed, with fsync.")
                .with("reversalId", Words.transactionId(), "Starts with the region where the money was.")
                .with("reverses", Words.transactionId(), "What is taken back.")
                .with("transactionId", Words.transactionId(), "The same as reversalId: where to look how far it is."));
    }
}
