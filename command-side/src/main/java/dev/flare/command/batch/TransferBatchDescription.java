package dev.flare.command.batch;

import dev.flare.command.web.CommandCall;
import dev.flare.messages.shared.RefusalCode;
import dev.flare.web.document.Call;
import dev.flare.web.document.Description;
import dev.flare.web.document.Headers;
import dev.flare.web.document.Shape;
import dev.flare.web.document.Value;
import dev.flare.web.document.Words;
import dev.flare.web.idempotency.KeyedCall;

final class TransferBatchDescription implements Description {

    private static final String DONE = """
            {"status":201,"transferId":"uk-01a1feedb1be7038a9c1835e50df0aaa","position":{"uk":4},
             "recordedAt":"2026-11-21T16:25:52.838617Z"}""";

    private static final String REFUSED = """
            {"type":"https://flare.dev/problems/insufficient-funds","title":"Insufficient funds","status":422,
             "detail":"uk-bob has 100 available, not 2500","code":"INSUFFICIENT_FUNDS","field":"amount"}""";

    private static final String ITEMS = """
            {"atomic":%s,"transfers":[
             {"from":"uk-ada","to":"uk-bob","amount":300,"currency":"GBP","reference":"one"},
             {"from":"uk-bob","to":"uk-ada","amount":200,"currency":"GBP","reference":"two"}]}""";

    @Override
    public Call call() {
        return KeyedCall.of(
                        "transferBatch",
                        "Money",
                        "Move money many times",
                        "Within one region, in their order. Atomic, as is usual: one append, all or none, and a refusal names "
                                + "its item. Not atomic: each for itself, a result or a problem for each, and the key of an item is "
                                + "key/number; repeated, what was done is answered as before and what was refused is decided afresh.")
                .body(body())
                .example("all or none", ITEMS.formatted("true"))
                .example("each for itself", ITEMS.formatted("false"))
                .answers(201, "All are done.", Value.shape(together()), """
                        {"batchId":"uk-01a1feedb1be7038a9c1835e50df0aaf","results":[%s],"position":{"uk":4},
                         "recordedAt":"2026-11-21T16:25:52.838617Z"}""".formatted(DONE), Headers.IDEMPOTENCY_HIT)
                .answers(
                        200,
                        "Each has its answer.",
                        Value.shape(separately()),
                        """
                        {"results":[%s,%s],"position":{"uk":4}}""".formatted(DONE, REFUSED),
                        Headers.IDEMPOTENCY_HIT)
                .refuses(
                        RefusalCode.NOT_FOUND,
                        RefusalCode.RESERVED_ACCOUNT,
                        RefusalCode.SAME_ACCOUNT,
                        RefusalCode.MIXED_REGIONS,
                        RefusalCode.CURRENCY_MISMATCH,
                        RefusalCode.ACCOUNT_FROZEN,
                        RefusalCode.ACCOUNT_CLOSED,
                        RefusalCode.INSUFFICIENT_FUNDS,
                        RefusalCode.AMOUNT_OVERFLOW);
    }

    private static Shape body() {
        return Shape.sent("TransferBatch", "Transfers of one region.")
                .maybe("atomic", Value.yesOrNo().orNull().otherwise(true), "All or none.")
                .with(
                        "transfers",
                        Value.list(Value.shape(CommandCall.transfer()), 1, TransferBatchController.TRANSFERS_MAX),
                        "In the order in which they are to happen.");
    }

    private static Shape done() {
        return CommandCall.accepted(Shape.answered("TransferDone", "What became of an item that was done.")
                .with("status", Value.whole(201, 201), "As if it had been sent alone.")
                .with("transferId", Words.transactionId(), "Under this it appears in statements."));
    }

    private static Shape together() {
        return CommandCall.accepted(Shape.answered("BatchAccepted", "It is committed, with fsync.")
                .with("batchId", Value.text(), "Stands in each event's metadata.")
                .with("results", Value.list(Value.shape(done())), "In the order of the transfers."));
    }

    private static Shape separately() {
        return Shape.answered("BatchAnswered", "What was done is committed, with fsync.")
                .with("results", Value.list(Value.shapeOrProblem(done())), "In the order of the transfers.")
                .with("position", Value.perRegion(Words.position()), "Of the last that was done; empty when none was.");
    }
}
