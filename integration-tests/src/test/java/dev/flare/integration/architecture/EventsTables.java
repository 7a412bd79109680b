package dev.flare.integration.architecture;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds SQL on the tables that belong to the event store alone, in Java's texts and in files of SQL. */
final class EventsTables {

    private static final Pattern TOUCHES = Pattern.compile(
            "\\b(FROM|INTO|UPDATE|JOIN|TABLE|TRUNCATE|ON|COPY|ONLY|USING|REFERENCES)\\s+(public\\s*\\.\\s*)?\"?"
                    + "(events|event_tags|head)\\b\"?(?!\\s*\\()",
            Pattern.CASE_INSENSITIVE);

    /** What a Java file is made of as far as texts matter: a text block, a text, a character, a comment. */
    private static final Pattern JAVA = Pattern.compile(
            "\"\"\"(?<block>(?:[^\"\\\\]|\\\\.|\"(?!\"\"))*)\"\"\"|\"(?<text>(?:[^\"\\\\\\n]|\\\\.)*)\"|'(?:[^'\\\\]|\\\\.)+'"
                    + "|/\\*.*?\\*/|//[^\\n]*",
            Pattern.DOTALL);

    private static final Pattern SQL_COMMENT = Pattern.compile("--[^\\n]*|/\\*.*?\\*/", Pattern.DOTALL);

    /** A right on a table says who may use it, and does not use it. */
    private static final Pattern GRANT = Pattern.compile("\\bGRANT\\b[^;]*;", Pattern.CASE_INSENSITIVE);

    private EventsTables() {}

    static List<String> touchedBySql(String sql) {
        return found(GRANT.matcher(SQL_COMMENT.matcher(sql).replaceAll(" ")).replaceAll(" "));
    }

    static List<String> touchedByJava(String java) {
        return found(texts(java));
    }

    private static List<String> found(String text) {
        return TOUCHES.matcher(text).results().map(MatchResult::group).toList();
    }

    /** All texts of a Java file; those that a plus puts together are one. */
    private static String texts(String java) {
        StringBuilder texts = new StringBuilder();
        Matcher token = JAVA.matcher(java);
        int end = 0;
        while (token.find()) {
            String text = token.group("block") == null ? token.group("text") : token.group("block");
            if (text != null) {
                boolean goesOn = java.substring(end, token.start()).isBlank()
                        || java.substring(end, token.start()).strip().equals("+");
                texts.append(goesOn ? "" : "\n;\n").append(text);
                end = token.end();
            }
        }
        return texts.toString();
    }
}
