package dev.flare.eventstore;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The statements that are kept as .sql files, as psql and the plan tests can run them too. */
final class Statements {

    static final String APPEND = load("append");
    static final String SOURCE_BY_TAG_AND_TYPE = load("source_by_tag_and_type");
    static final String SOURCE_BY_TAG = load("source_by_tag");
    static final String SOURCE_BY_TYPE = load("source_by_type");
    static final String INDEX_TAGS = load("index_tags");
    static final String TAKEN_TAGS = load("taken_tags");

    private Statements() {}

    private static String load(String name) {
        try (InputStream in = Statements.class.getResourceAsStream("sql/" + name + ".sql")) {
            if (in == null) {
                throw new IllegalStateException("no statement " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
