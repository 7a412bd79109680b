package dev.flare.saga.following;

import dev.flare.messages.shared.RefusalCode;
import dev.flare.web.document.Call;
import dev.flare.web.document.Description;
import dev.flare.web.document.Shape;
import dev.flare.web.document.Value;
import dev.flare.web.document.Words;

final class PositionsDescription implements Description {

    @Override
    public Call call() {
        return Call.of("supervisorPositions", "Operations", "How far the supervisor is", "Region by region.")
                .answers(200, "How far it is.", Value.shape(positions()), """
                        {"regions":[{"region":"uk","position":4,"head":4,"lag":0,"heartbeat":"2026-11-21T16:25:53Z","failure":null}]}""")
                .refuses(RefusalCode.MALFORMED, RefusalCode.INVALID_FIELD, RefusalCode.NOT_ACCEPTABLE);
    }

    private static Shape positions() {
        Shape region = Shape.answered("SupervisedRegion", "How far one region's log was taken.")
                .with("region", Words.region(), "The region.")
                .with(
                        "position",
                        Words.position().orNull(),
                        "Up to which everything was taken; null before the first step.")
                .with("head", Words.position().orNull(), "Where the log ends; null when its database does not answer.")
                .with("lag", Words.position().orNull(), "How many events are still to be taken.")
                .with("heartbeat", Value.instant(), "When a step last succeeded.")
                .with("failure", Value.text().orNull(), "Why the last step, or the look at the head, failed.");
        return Shape.answered("SupervisorPositions", "All regions.")
                .with("regions", Value.list(Value.shape(region)), "In the order in which they were configured.");
    }
}
