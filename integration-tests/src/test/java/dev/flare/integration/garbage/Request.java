package dev.flare.integration.garbage;

import dev.flare.integration.document.Document;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * One request over a raw socket.
 *
 * @param call whose path it is made from
 * @param meant whether it reaches this call for certain, whatever else is wrong with it
 */
record Request(Document.Call call, boolean meant, String method, String target, List<String> headers, byte[] body) {

    private static final int SHOWN = 600;

    @Override
    public String toString() {
        String text = new String(body, 0, Math.min(body.length, SHOWN), StandardCharsets.ISO_8859_1);
        return method + " " + shortened(target) + " " + shortened(headers.toString()) + " with " + body.length
                + " bytes: " + text;
    }

    private static String shortened(String text) {
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    }
}
