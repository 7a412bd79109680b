package dev.flare.web.log;

import tools.jackson.core.JacksonException;

/**
 * The beginning of a body, to be logged. It is masked when it is turned into text, which the log's own thread does.
 *
 * @param bytes of which the first {@code length} count; not to be changed any more
 * @param total how many the body had
 */
record Payload(byte[] bytes, int length, long total) {

    /** More of a body than this is not logged. */
    static final int BYTES_MAX = 4_096;

    @Override
    public String toString() {
        boolean whole = length == total;
        try {
            String masked = MaskedJson.of(bytes, length, whole);
            return whole ? masked : masked + "… " + total + " bytes";
        } catch (JacksonException e) {
            return "not JSON, " + total + " bytes";
        }
    }

    /** A text of a length that a log can bear. */
    static String cut(String text) {
        return text.length() <= BYTES_MAX ? text : text.substring(0, BYTES_MAX) + "… " + text.length() + " characters";
    }
}
