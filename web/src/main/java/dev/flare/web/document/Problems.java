package dev.flare.web.document;

import dev.flare.messages.shared.RefusalCode;

/** The one shape of every answer that says no. */
final class Problems {

    static final Shape SHAPE = Shape.answered(
                    "Problem", "Why a request was refused (RFC 9457). The code is what a client may program against.")
            .with("type", Value.text(), "A stable URI for the code.")
            .with("title", Value.text(), "The code in words.")
            .with("status", Value.whole(400, 599), "The status of the answer.")
            .with("detail", Value.text(), "A sentence for people.")
            .with("code", Value.oneOf((Object[]) RefusalCode.values()), "A code once published keeps its meaning.")
            .maybe("field", Value.text(), "The field, parameter or header at fault, if it is one.")
            .maybe("index", Value.whole(0, 999), "Which item of a list is at fault, counted from 0, if it is one.");

    private Problems() {}
}
