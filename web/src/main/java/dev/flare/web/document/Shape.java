package dev.flare.web.document;

import io.swagger.v3.oas.models.media.JsonSchema;
import io.swagger.v3.oas.models.media.Schema;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** An object with a name of its own in the document. Built by chaining, field by field in the order in which they are sent. */
public final class Shape {

    private final String name;
    private final Schema<Object> schema = new JsonSchema();
    private final Set<Shape> within = new LinkedHashSet<>();

    private Shape(String name, String description) {
        this.name = name;
        schema.addType("object");
        schema.description(description);
    }

    /** What Flare answers: fields may be added one day. */
    public static Shape answered(String name, String description) {
        return new Shape(name, description);
    }

    /** What a client sends: a field that is not named here is refused. */
    public static Shape sent(String name, String description) {
        Shape shape = new Shape(name, description);
        shape.schema.additionalProperties(false);
        return shape;
    }

    /** A field that is always there. */
    public Shape with(String field, Value value, String description) {
        schema.addRequiredItem(field);
        return maybe(field, value, description);
    }

    /** A field that may be left out. */
    public Shape maybe(String field, Value value, String description) {
        schema.addProperty(field, value.schema(description));
        within.addAll(value.shapes());
        return this;
    }

    String name() {
        return name;
    }

    /** This one and all within it, by name. */
    Map<String, Schema<?>> schemas() {
        Map<String, Schema<?>> schemas = new LinkedHashMap<>();
        schemas.put(name, schema);
        within.forEach(shape -> schemas.putAll(shape.schemas()));
        return schemas;
    }
}
