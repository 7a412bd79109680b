package dev.flare.query.verify;

import dev.flare.messages.shared.RefusalCode;
import dev.flare.query.http.QueryCall;
import dev.flare.web.document.Call;
import dev.flare.web.document.Description;
import dev.flare.web.document.Headers;
import dev.flare.web.document.Shape;
import dev.flare.web.document.Value;
import dev.flare.web.document.Words;

final class VerificationDescription implements Description {

    @Override
    public Call call() {
        return QueryCall.of(
                        "verify",
                        "Books",
                        "Prove the books from the events",
                        "Views equal replay, the chain of hashes is whole, postings sum to zero. Reads everything; one at a time.")
                .inQuery("region", Words.region(), "Only this one.")
                .answers(200, "What was found, whether good or bad.", Value.shape(report()), """
                        {"ok":true,"regions":[{"region":"uk","position":4,"events":4,"accounts":2,"ok":true,"difference":null}]}""", Headers.CACHE_CONTROL)
                .refuses(RefusalCode.NOT_FOUND, RefusalCode.OVERLOADED);
    }

    private static Shape report() {
        Shape region = Shape.answered("RegionVerification", "What was found in a region.")
                .with("region", Words.region(), "The region.")
                .with("position", Words.position(), "At which the views were compared.")
                .with("events", Words.position(), "How many were checked.")
                .with("accounts", Words.position(), "How many there are at the position.")
                .with("ok", Value.yesOrNo(), "Whether all is as it must be.")
                .with("difference", Value.text().orNull(), "The first one, null when there is none.");
        return Shape.answered("Verification", "What a verification found.")
                .with("ok", Value.yesOrNo(), "Whether all is as it must be in every region.")
                .with("regions", Value.list(Value.shape(region)), "By name.");
    }
}
