package dev.flare.command.status;

import dev.flare.command.web.CommandCall;
import dev.flare.messages.shared.RefusalCode;
import dev.flare.messages.view.AccountStatus;
import dev.flare.web.document.Call;
import dev.flare.web.document.Description;
import dev.flare.web.document.Headers;
import dev.flare.web.document.Shape;
import dev.flare.web.document.Value;
import dev.flare.web.document.Words;
import dev.flare.web.idempotency.KeyedCall;

/** What the document says of the three changes of an account's status. */
final class StatusDescriptions {

    static final class Freeze implements Description {
        @Override
        public Call call() {
            return of(
                            "freeze",
                            "Freeze an account",
                            "No money goes in or out; reversals and the voiding of holds go on.",
                            "FROZEN")
                    .refuses(RefusalCode.ACCOUNT_FROZEN);
        }
    }

    static final class Unfreeze implements Description {
        @Override
        public Call call() {
            return of("unfreeze", "Unfreeze an account", "It may be used as before.", "OPEN")
                    .refuses(RefusalCode.ACCOUNT_NOT_FROZEN);
        }
    }

    static final class Close implements Description {
        @Override
        public Call call() {
            return of("close", "Close an account", "For ever. It must have no money, no debts and no holds.", "CLOSED")
                    .refuses(RefusalCode.ACCOUNT_NOT_EMPTY);
        }
    }

    private StatusDescriptions() {}

    private static Call of(String id, String summary, String description, String after) {
        return CommandCall.onAccount(id, "Accounts", summary, description)
                .body(KeyedCall.reason())
                .example("as asked for", "{\"reason\":\"as the owner asked for\"}")
                .answers(
                        200,
                        "It is " + after + " now.",
                        Value.shape(changed()),
                        """
                        {"accountId":"uk-ada","status":"%s","position":{"uk":9},"recordedAt":"2026-11-21T16:25:52.655401Z"}""".formatted(after),
                        Headers.IDEMPOTENCY_HIT)
                .refuses(RefusalCode.ACCOUNT_CLOSED);
    }

    private static Shape changed() {
        return CommandCall.accepted(Shape.answered("StatusChanged", "It is committed, with fsync.")
                .with("accountId", Words.accountId(), "The account.")
                .with(
                        "status",
                        Value.oneOf(AccountStatus.OPEN, AccountStatus.FROZEN, AccountStatus.CLOSED),
                        "What it is now."));
    }
}
