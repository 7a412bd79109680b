package dev.flare.web.document;

import dev.flare.messages.shared.RefusalCode;
import dev.flare.web.Problem;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.examples.Example;
import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.links.Link;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.JsonSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.parameters.RequestBody;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/** One call as the document tells it: what may be sent, what is answered, how it can be refused. Built by chaining. */
public final class Call {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String APPLICATION_JSON = "application/json";

    private final Operation operation = new Operation();
    private final MediaType sent = new MediaType();
    private final Map<String, Link> links = new LinkedHashMap<>();
    private final Set<Shape> shapes = new LinkedHashSet<>();
    private final Set<RefusalCode> refusals = EnumSet.noneOf(RefusalCode.class);
    private final ApiResponses answers = new ApiResponses();

    private Call(String id, String tag, String summary, String description) {
        operation
                .operationId(id)
                .addTagsItem(tag)
                .summary(summary)
                .description(description)
                .responses(answers);
        inHeader(
                Headers.CORRELATION_ID,
                Value.form("[\\x21-\\x7e]{1,128}"),
                "Comes back with the answer, stands in every log line and in every event; made when not given.");
    }

    /**
     * @param id under which programs know the call
     * @param tag under which people find it
     */
    public static Call of(String id, String tag, String summary, String description) {
        return new Call(id, tag, summary, description);
    }

    /** @param example with which the call can be tried, or a text that a link from another answer fills */
    public Call inPath(String name, Value value, String description, String example) {
        operation.addParametersItem(
                parameter("path", name, value, description).required(true).example(example));
        return this;
    }

    public Call inQuery(String name, Value value, String description) {
        operation.addParametersItem(parameter("query", name, value, description));
        return this;
    }

    public Call inHeader(String name, Value value, String description) {
        operation.addParametersItem(parameter("header", name, value, description));
        return this;
    }

    private static Parameter parameter(String in, String name, Value value, String description) {
        return new Parameter().in(in).name(name).description(description).schema(value.schema());
    }

    /** The body that the call must have; examples follow by {@link #example}. */
    public Call body(Shape shape) {
        shapes.add(shape);
        sent.schema(Value.shape(shape).schema());
        operation.requestBody(
                new RequestBody().required(true).content(new Content().addMediaType(APPLICATION_JSON, sent)));
        return this;
    }

    /** A body that a client might send, as JSON. */
    public Call example(String name, String json) {
        sent.addExamples(name, new Example().summary(name).value(parsed(json)));
        return this;
    }

    /**
     * Done, or known.
     *
     * @param headers those of {@link Headers} that this answer may have beside the correlation id
     */
    public Call answers(int status, String description, Value value, String example, String... headers) {
        shapes.addAll(value.shapes());
        MediaType json = new MediaType().schema(value.schema());
        json.addExamples("usual", new Example().value(parsed(example)));
        answers.addApiResponse(
                String.valueOf(status),
                response(description, headers)
                        .content(new Content().addMediaType(APPLICATION_JSON, json))
                        .links(links.isEmpty() ? null : links));
        return this;
    }

    /** An answer that has no body. */
    public Call answersNothing(int status, String description, String... headers) {
        answers.addApiResponse(String.valueOf(status), response(description, headers));
        return this;
    }

    /**
     * Another call takes an id from the answers of this one. To be said before the answers.
     *
     * @param parameter of the other call's path
     * @param field of this call's answer
     */
    public Call leadsTo(String operationId, String parameter, String field) {
        links.put(operationId, new Link().operationId(operationId).parameters(parameter, "$response.body#/" + field));
        return this;
    }

    public Call refuses(RefusalCode... codes) {
        refusals.addAll(List.of(codes));
        return this;
    }

    Operation operation() {
        Map<Integer, Set<RefusalCode>> byStatus = new TreeMap<>();
        refusals.forEach(code -> byStatus.computeIfAbsent(
                        Problem.statusOf(code).value(), status -> EnumSet.noneOf(RefusalCode.class))
                .add(code));
        byStatus.forEach((status, codes) -> answers.addApiResponse(String.valueOf(status), refusal(status, codes)));
        return operation;
    }

    Map<String, Schema<?>> schemas() {
        Map<String, Schema<?>> schemas = new TreeMap<>();
        shapes.forEach(shape -> schemas.putAll(shape.schemas()));
        return schemas;
    }

    private static ApiResponse refusal(int status, Set<RefusalCode> codes) {
        String words = String.join(", ", codes.stream().map(Enum::name).toList());
        String[] headers = status == 429 || status == 503 ? new String[] {Headers.RETRY_AFTER} : new String[0];
        return response(words, headers)
                .content(new Content()
                        .addMediaType("application/problem+json", new MediaType().schema(problem(status, codes))));
    }

    /** A problem with this status and one of these codes. */
    private static Schema<Object> problem(int status, Set<RefusalCode> codes) {
        Schema<Object> narrowed = new JsonSchema();
        narrowed.addProperty("status", constant(status));
        narrowed.addProperty("code", Value.oneOf(codes.toArray()).schema());
        Schema<Object> problem = new JsonSchema();
        problem.addAllOfItem(Value.shape(Problems.SHAPE).schema());
        problem.addAllOfItem(narrowed);
        return problem;
    }

    private static Schema<Object> constant(int value) {
        Schema<Object> schema = new JsonSchema();
        schema.setConst(value);
        return schema;
    }

    private static ApiResponse response(String description, String... headers) {
        ApiResponse response = new ApiResponse().description(description);
        Stream.concat(Stream.of(Headers.CORRELATION_ID), Stream.of(headers))
                .forEach(name -> response.addHeaderObject(name, new Header().$ref("#/components/headers/" + name)));
        return response;
    }

    /** As maps and lists, which every JSON library writes. */
    private static Object parsed(String json) {
        return JSON.readValue(json, Object.class);
    }
}
