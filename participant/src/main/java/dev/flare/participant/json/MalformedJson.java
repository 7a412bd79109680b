package dev.flare.participant.json;

/** A text is no JSON, or more of it than is read here. */
public final class MalformedJson extends Exception {

    MalformedJson(String message) {
        super(message);
    }
}
