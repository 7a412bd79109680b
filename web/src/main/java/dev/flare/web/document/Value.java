package dev.flare.web.document;

import io.swagger.v3.oas.models.media.JsonSchema;
import io.swagger.v3.oas.models.media.Schema;
import java.math.BigDecimal;
import java.util.Set;
import java.util.stream.Stream;

/** What a field or a parameter may hold. Made anew for each place where it is used. */
public final class Value {

    private final Schema<?> schema;
    private final Set<Shape> shapes;

    private Value(Schema<?> schema, Set<Shape> shapes) {
        this.schema = schema;
        this.shapes = shapes;
    }

    private static Value of(String type) {
        Schema<Object> schema = new JsonSchema();
        schema.addType(type);
        return new Value(schema, Set.of());
    }

    /** Any text. */
    public static Value text() {
        return of("string");
    }

    /** A text of 1 to {@code max} characters. */
    public static Value text(int max) {
        Value text = text();
        text.schema.minLength(1).maxLength(max);
        return text;
    }

    /** A text of which the whole matches a regular expression that Java and JavaScript read alike. */
    public static Value form(String pattern) {
        Value text = text();
        text.schema.pattern("^" + pattern + "$");
        return text;
    }

    /** An instant in ISO 8601. */
    public static Value instant() {
        Value text = text();
        text.schema.format("date-time");
        return text;
    }

    /** One of some words. */
    public static Value oneOf(Object... words) {
        Schema<Object> schema = new JsonSchema();
        schema.addType("string");
        schema.setEnum(Stream.of(words).<Object>map(String::valueOf).toList());
        return new Value(schema, Set.of());
    }

    /** A whole number of 64 bits. */
    public static Value whole() {
        Value number = of("integer");
        number.schema.format("int64");
        return number;
    }

    /** A whole number within bounds, both inclusive. */
    public static Value whole(long min, long max) {
        Value number = whole();
        number.schema.minimum(BigDecimal.valueOf(min)).maximum(BigDecimal.valueOf(max));
        return number;
    }

    /** A whole number without bounds, for sums. */
    public static Value sum() {
        return of("integer");
    }

    public static Value yesOrNo() {
        return of("boolean");
    }

    /** A JSON object of the client's own. */
    public static Value anyObject() {
        Value object = of("object");
        object.schema.additionalProperties(true);
        return object;
    }

    /** An object with the regions' names as fields. */
    public static Value perRegion(Value each) {
        Value object = of("object");
        object.schema.additionalProperties(each.schema);
        return new Value(object.schema, each.shapes);
    }

    public static Value list(Value each) {
        Value list = of("array");
        list.schema.items(each.schema);
        return new Value(list.schema, each.shapes);
    }

    /** A list with at least and at most so many items. */
    public static Value list(Value each, int min, int max) {
        Value list = list(each);
        list.schema.minItems(min).maxItems(max);
        return list;
    }

    /** An object of a shape that has a name. */
    public static Value shape(Shape shape) {
        Schema<Object> schema = new JsonSchema();
        schema.set$ref("#/components/schemas/" + shape.name());
        return new Value(schema, Set.of(shape));
    }

    /** An object of a shape, or a problem in its place. */
    public static Value shapeOrProblem(Shape shape) {
        Schema<Object> schema = new JsonSchema();
        schema.addAnyOfItem(shape(shape).schema);
        schema.addAnyOfItem(shape(Problems.SHAPE).schema);
        return new Value(schema, Set.of(shape, Problems.SHAPE));
    }

    /** This or null. */
    public Value orNull() {
        if (schema.getTypes() == null) {
            Schema<Object> either = new JsonSchema();
            either.addOneOfItem(schema);
            either.addOneOfItem(of("null").schema);
            return new Value(either, shapes);
        }
        schema.addType("null");
        return this;
    }

    /** What is taken when nothing is given. */
    public Value otherwise(Object value) {
        schema.setDefault(value);
        return this;
    }

    Schema<?> schema(String description) {
        if (schema.get$ref() == null) {
            return schema.description(description);
        }
        // Siblings of a reference are allowed, but many readers drop them.
        Schema<Object> described = new JsonSchema();
        described.addAllOfItem(schema);
        return described.description(description);
    }

    Schema<?> schema() {
        return schema;
    }

    Set<Shape> shapes() {
        return shapes;
    }
}
