package dev.flare.web.document;

/** What the document says of one call. Made, by its constructor without arguments, when the document is first asked for. */
@FunctionalInterface
public interface Description {

    Call call();
}
