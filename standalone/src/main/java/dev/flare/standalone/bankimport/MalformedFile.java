package dev.flare.standalone.bankimport;

/** A file that cannot be imported as it is. */
final class MalformedFile extends Exception {

    MalformedFile(long line, String reason) {
        super("line " + line + ": " + reason);
    }
}
