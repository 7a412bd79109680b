package dev.flare.integration.document;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.flare.integration.support.Api;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The OpenAPI document of a running Flare. */
public record Document(String text, JsonNode json) {

    private static final SchemaRegistry SCHEMAS = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    private static final Map<JsonNode, Schema> COMPILED = new ConcurrentHashMap<>();

    /** @param operation as the document has it */
    public record Call(String method, String path, JsonNode operation) {

        public String id() {
            return operation.path("operationId").asString("");
        }

        public JsonNode answers() {
            return operation.path("responses");
        }

        /** The answers that say yes, or the others. */
        public List<String> statuses(boolean yes) {
            return answers().propertyNames().stream()
                    .filter(status -> yes == (status.compareTo("400") < 0))
                    .toList();
        }

        /** The schema of the body, null when there is none. */
        public @Nullable JsonNode body() {
            return schema(operation.path("requestBody"), "application/json");
        }

        public @Nullable JsonNode answer(int status) {
            JsonNode answer = answers().path(String.valueOf(status));
            return schema(answer, status < 400 ? "application/json" : "application/problem+json");
        }

        private static @Nullable JsonNode schema(JsonNode of, String mediaType) {
            JsonNode schema = of.path("content").path(mediaType).path("schema");
            return schema.isMissingNode() ? null : schema;
        }

        public Map<String, JsonNode> examples() {
            Map<String, JsonNode> examples = new LinkedHashMap<>();
            operation
                    .at("/requestBody/content/application~1json/examples")
                    .forEachEntry((name, example) -> examples.put(name, example.path("value")));
            return examples;
        }

        /** The parameters of one kind: path, query or header. */
        public List<JsonNode> parameters(String in) {
            return operation
                    .path("parameters")
                    .valueStream()
                    .filter(each -> each.path("in").asString("").equals(in))
                    .toList();
        }

        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    public static Document of(Api api) {
        String text = api.get("/v3/api-docs").expect(200).body();
        return new Document(text, JsonMapper.shared().readTree(text));
    }

    public List<Call> calls() {
        return json.path("paths")
                .propertyStream()
                .flatMap(path -> path.getValue()
                        .propertyStream()
                        .map(each -> new Call(each.getKey().toUpperCase(Locale.ROOT), path.getKey(), each.getValue())))
                .toList();
    }

    public Call call(String id) {
        return calls().stream().filter(call -> call.id().equals(id)).findFirst().orElseThrow();
    }

    public JsonNode schemas() {
        return json.at("/components/schemas");
    }

    /** What is wrong with a value. A field that the document does not know is wrong, also where one may be added one day. */
    public List<String> errors(JsonNode schema, JsonNode value) {
        return COMPILED
                .computeIfAbsent(schema, this::compiled)
                .validate(value, context -> context.executionConfig(config -> config.formatAssertionsEnabled(true)))
                .stream()
                .map(Error::toString)
                .toList();
    }

    private Schema compiled(JsonNode schema) {
        ObjectNode root = JsonMapper.shared().createObjectNode();
        root.set("$defs", asDefinitions(schemas()));
        root.set("allOf", JsonMapper.shared().createArrayNode().add(asDefinitions(schema)));
        root.path("$defs").valueStream().forEach(Document::close);
        return SCHEMAS.getSchema(root);
    }

    /** A validator of schemas knows nothing of components. */
    private static JsonNode asDefinitions(JsonNode part) {
        return JsonMapper.shared().readTree(part.toString().replace("#/components/schemas/", "#/$defs/"));
    }

    private static void close(JsonNode shape) {
        if (shape instanceof ObjectNode object && !object.has("additionalProperties")) {
            object.put("additionalProperties", false);
        }
    }

    /** The name of the shape that a schema is, empty when it is none. */
    static String shape(@Nullable JsonNode schema) {
        String ref = schema == null ? "" : schema.path("$ref").asString("");
        return ref.substring(ref.lastIndexOf('/') + 1);
    }

    static Stream<String> texts(JsonNode list) {
        return list.valueStream().map(JsonNode::asString);
    }
}
