package dev.flare.command.hold;

import dev.flare.command.web.CommandCall;
import dev.flare.command.web.Movement;
import dev.flare.messages.shared.RefusalCode;
import dev.flare.web.document.Call;
import dev.flare.web.document.Description;
import dev.flare.web.document.Headers;
import dev.flare.web.document.Shape;
import dev.flare.web.document.Value;
import dev.flare.web.document.Words;
import dev.flare.web.idempotency.KeyedCall;

/** What the document says of holds. */
final class HoldDescriptions {

    private static final String ID = "uk-01a1feedb1be7038a9c1835e50df0bbb";

    static final class Authorise implements Description {

        @Override
        public Call call() {
            return KeyedCall.of(
                            "authorise",
                            "Holds",
                            "Hold money for a transfer to come",
                            "What is available falls, the balance does not. Ends when captured, voided or expired.")
                    .body(body())
                    .example("a hotel room", """
                            {"account":"uk-ada","amount":900,"expiresAt":"2999-12-31T12:00:00Z","reference":"room 7"}""")
                    .leadsTo("capture", "id", "holdId")
                    .leadsTo("void", "id", "holdId")
                    .answers(
                            201,
                            "The money is held.",
                            Value.shape(CommandCall.accepted("HoldAuthorised", "holdId")),
                            """
                            {"holdId":"%s","position":{"uk":5},"recordedAt":"2026-11-21T16:25:52.838617Z"}""".formatted(ID),
                            Headers.IDEMPOTENCY_HIT)
                    .refuses(
                            RefusalCode.NOT_FOUND,
                            RefusalCode.RESERVED_ACCOUNT,
                            RefusalCode.ACCOUNT_FROZEN,
                            RefusalCode.ACCOUNT_CLOSED,
                            RefusalCode.INSUFFICIENT_FUNDS);
        }

        private static Shape body() {
            return Shape.sent("NewHold", "Money to be held.")
                    .with("account", Words.accountId(), "Whose money.")
                    .with("amount", Words.amount(), "In minor units, at most what is available.")
                    .maybe("expiresAt", Value.instant().orNull(), "Then it ends by itself; never, if not given.")
                    .maybe("reference", Value.text(Movement.REFERENCE_MAX).orNull(), "That of the transfer to come.")
                    .maybe("metadata", Value.anyObject().orNull(), CommandCall.metadata());
        }
    }

    static final class Capture implements Description {

        @Override
        public Call call() {
            return ending("capture", "Transfer what is held", "All of it or a part; the rest is released.")
                    .body(Shape.sent("Capture", "Where the money goes.")
                            .with("to", Words.accountId(), "Who is paid, in the hold's region.")
                            .maybe(
                                    "amount",
                                    Words.amount().orNull(),
                                    "In minor units; all that is held, if not given."))
                    .example("a part", """
                            {"to":"uk-bob","amount":700}""")
                    .answers(
                            201,
                            "The money has moved.",
                            Value.shape(captured()),
                            """
                            {"holdId":"%s","transferId":"uk-01a1feedb1be7038a9c1835e50df0ccc","captured":700,"released":200,
                             "position":{"uk":6},"recordedAt":"2026-11-21T16:25:52.838617Z"}""".formatted(ID),
                            Headers.IDEMPOTENCY_HIT)
                    .refuses(
                            RefusalCode.RESERVED_ACCOUNT,
                            RefusalCode.SAME_ACCOUNT,
                            RefusalCode.MIXED_REGIONS,
                            RefusalCode.CURRENCY_MISMATCH,
                            RefusalCode.ACCOUNT_FROZEN,
                            RefusalCode.ACCOUNT_CLOSED,
                            RefusalCode.INSUFFICIENT_FUNDS,
                            RefusalCode.AMOUNT_OVERFLOW);
        }

        private static Shape captured() {
            return CommandCall.accepted(Shape.answered("HoldCaptured", "It is committed, with fsync.")
                    .with("holdId", Words.transactionId(), "The hold, which has ended.")
                    .with("transferId", Words.transactionId(), "Under this it appears in statements.")
                    .with("captured", Words.amount(), "What was transferred, in minor units.")
                    .with("released", Words.limit(), "What is available again, in minor units."));
        }
    }

    static final class Voiding implements Description {

        @Override
        public Call call() {
            return ending("void", "Release what is held", "Also on a frozen account.")
                    .body(KeyedCall.reason())
                    .example("cancelled", "{\"reason\":\"the order was cancelled\"}")
                    .answers(
                            200,
                            "The money is available again.",
                            Value.shape(voided()),
                            """
                            {"holdId":"%s","released":900,"position":{"uk":6},"recordedAt":"2026-11-21T16:25:52.838617Z"}""".formatted(ID),
                            Headers.IDEMPOTENCY_HIT);
        }

        private static Shape voided() {
            return CommandCall.accepted(Shape.answered("HoldVoided", "It is committed, with fsync.")
                    .with("holdId", Words.transactionId(), "The hold, which has ended.")
                    .with("released", Words.amount(), "What is available again, in minor units."));
        }
    }

    private HoldDescriptions() {}

    private static Call ending(String id, String summary, String description) {
        return KeyedCall.of(id, "Holds", summary, description)
                .inPath("id", Words.transactionId(), "The hold.", ID)
                .refuses(
                        RefusalCode.NOT_FOUND,
                        RefusalCode.HOLD_CAPTURED,
                        RefusalCode.HOLD_VOIDED,
                        RefusalCode.HOLD_EXPIRED);
    }
}
