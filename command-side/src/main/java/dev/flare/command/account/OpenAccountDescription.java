package dev.flare.command.account;

import dev.flare.command.web.CommandCall;
import dev.flare.messages.shared.RefusalCode;
import dev.flare.web.document.Call;
import dev.flare.web.document.Description;
import dev.flare.web.document.Headers;
import dev.flare.web.document.Shape;
import dev.flare.web.document.Value;
import dev.flare.web.document.Words;
import dev.flare.web.idempotency.KeyedCall;

final class OpenAccountDescription implements Description {

    private static final String ACCEPTED = """
            {"accountId":"uk-ada","position":{"uk":1},"recordedAt":"2026-11-21T16:25:52.655401Z"}""";

    private static Shape body() {
        return Shape.sent("NewAccount", "An account to open. It has an accountId, or a region in which it gets one.")
                .maybe("accountId", Words.accountId().orNull(), "Starts with its region.")
                .maybe("region", Words.region().orNull(), "Instead of accountId: Flare makes the id.")
                .with("currency", Words.currency(), "ISO 4217.")
                .maybe("owner", Value.text(OpenAccountController.OWNER_MAX).orNull(), "Accounts can be listed by it.")
                .maybe(
                        "overdraftLimit",
                        Words.limit().orNull().otherwise(0),
                        "How far below zero the balance may go, in minor units.")
                .maybe("metadata", Value.anyObject().orNull(), CommandCall.metadata());
    }

    @Override
    public Call call() {
        return KeyedCall.of("openAccount", "Accounts", "Open an account", "With a balance of zero.")
                .body(body())
                .example("with an id", """
                        {"accountId":"uk-ada","currency":"GBP","owner":"Ada","overdraftLimit":5000,"metadata":{"branch":7}}""")
                .example("with a region", """
                        {"region":"uk","currency":"GBP"}""")
                .answers(
                        201,
                        "The account is open.",
                        Value.shape(CommandCall.accepted("AccountOpened", "accountId")),
                        ACCEPTED,
                        Headers.IDEMPOTENCY_HIT,
                        Headers.LOCATION)
                .refuses(RefusalCode.ALREADY_EXISTS, RefusalCode.RESERVED_ACCOUNT);
    }
}
