package dev.flare.web.log;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.StringJoiner;

/** A path and a query as they may stand in a log: what is not known to be harmless is masked. */
final class MaskedQuery {

    private MaskedQuery() {}

    /** Each part of the path is shown if it looks like a name or an id. */
    static String path(String path) {
        StringBuilder shown = new StringBuilder(path.length());
        int begin = 0;
        for (int i = 0; i <= path.length(); i++) {
            if (i == path.length() || path.charAt(i) == '/') {
                String part = path.substring(begin, i);
                shown.append(part.isEmpty() || Harmless.isValue(part) ? part : Harmless.MASK);
                if (i < path.length()) {
                    shown.append('/');
                }
                begin = i + 1;
            }
        }
        return shown.toString();
    }

    static String query(String query) {
        StringJoiner shown = new StringJoiner("&");
        for (String parameter : query.split("&", -1)) {
            shown.add(parameter(parameter));
        }
        return Payload.cut(shown.toString());
    }

    private static String parameter(String parameter) {
        int equals = parameter.indexOf('=');
        String name = decoded(equals < 0 ? parameter : parameter.substring(0, equals));
        String shownName = Harmless.isName(name) ? name : Harmless.MASK;
        if (equals < 0) {
            return shownName;
        }
        String value = decoded(parameter.substring(equals + 1));
        boolean shown = Harmless.isShown(name) && Harmless.isValue(value);
        return shownName + "=" + (shown ? value : Harmless.MASK);
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return Harmless.MASK;
        }
    }
}
