package dev.flare.integration.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flare.integration.support.Answer;
import dev.flare.integration.support.Api;
import dev.flare.integration.support.CommandSide;
import dev.flare.integration.support.Flare;
import dev.flare.messages.shared.RefusalCode;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.ParseOptions;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** The generated document is valid, complete, and says what docs/API.md says. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class DocumentTest {

    private static final Api API = Flare.shared().api();
    private static final Document DOCUMENT = Document.of(API);
    private static final Reference REFERENCE = Reference.read();

    static Stream<Document.Call> calls() {
        return DOCUMENT.calls().stream();
    }

    @Test
    void it_is_openapi_3_1_without_a_flaw() {
        ParseOptions options = new ParseOptions();
        options.setResolveFully(true);
        SwaggerParseResult parsed = new OpenAPIV3Parser().readContents(DOCUMENT.text(), null, options);
        assertThat(parsed.getMessages()).isEmpty();
        assertThat(parsed.getOpenAPI().getOpenapi()).startsWith("3.1.");
        assertThat(parsed.getOpenAPI().getPaths()).hasSameSizeAs(DOCUMENT.json().path("paths"));
    }

    @Test
    void it_has_the_calls_of_the_reference_and_no_others() {
        assertThat(calls().map(Document.Call::toString))
                .containsExactlyInAnyOrderElementsOf(
                        REFERENCE.calls().stream().map(Reference.Row::call).toList());
    }

    @Test
    void it_does_not_pretend_to_have_what_is_not_there_yet() {
        assertThat(REFERENCE.notThereYet()).isNotEmpty();
        assertThat(calls().map(Document.Call::toString)).doesNotContainAnyElementsOf(REFERENCE.notThereYet());
    }

    static Stream<Reference.Row> rows() {
        return REFERENCE.calls().stream();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void a_call_is_as_the_reference_has_it(Reference.Row row) {
        Document.Call call = calls().filter(each -> each.toString().equals(row.call()))
                .findFirst()
                .orElseThrow();
        assertThat(names(call.parameters("query"))).isEqualTo(row.parameters());
        assertThat(Document.shape(call.body())).isEqualTo(row.body());
        assertThat(answers(call)).isEqualTo(row.answers());
        assertThat(codes(call).keySet()).isEqualTo(row.codes());
    }

    private static Set<String> names(List<JsonNode> parameters) {
        return parameters.stream()
                .map(each -> each.path("name").asString())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> answers(Document.Call call) {
        return call.statuses(true).stream()
                .map(status -> (status + " " + Document.shape(call.answer(Integer.parseInt(status)))).strip())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Every code with which a call may be refused, and the status that goes with it. */
    private static Map<String, Integer> codes(Document.Call call) {
        Map<String, Integer> codes = new TreeMap<>();
        for (String status : call.statuses(false)) {
            JsonNode problem = call.answer(Integer.parseInt(status));
            assertThat(problem).isNotNull();
            Document.texts(problem.at("/allOf/1/properties/code/enum"))
                    .forEach(code -> codes.put(code, Integer.parseInt(status)));
        }
        return codes;
    }

    @Test
    void its_shapes_have_the_fields_of_the_reference() {
        List<Reference.Shape> shapes = DOCUMENT.schemas()
                .propertyStream()
                .map(shape -> new Reference.Shape(shape.getKey(), fields(shape.getValue())))
                .toList();
        assertThat(shapes).containsExactlyInAnyOrderElementsOf(REFERENCE.shapes());
    }

    private static List<String> fields(JsonNode shape) {
        Set<String> required = Document.texts(shape.path("required")).collect(Collectors.toSet());
        return shape.path("properties").propertyNames().stream()
                .map(field -> required.contains(field) ? field : field + "?")
                .toList();
    }

    @Test
    void the_reference_knows_every_code_and_its_status() {
        Map<String, Integer> known = REFERENCE.refusals().stream()
                .collect(Collectors.toMap(Reference.Refusal::code, Reference.Refusal::status));
        assertThat(known.keySet())
                .containsExactlyInAnyOrderElementsOf(
                        Stream.of(RefusalCode.values()).map(Enum::name).toList());
        assertThat(Document.texts(DOCUMENT.schemas().at("/Problem/properties/code/enum")))
                .containsExactlyInAnyOrderElementsOf(known.keySet());
        calls().forEach(call -> assertThat(known).as(call.toString()).containsAllEntriesOf(codes(call)));
    }

    @ParameterizedTest
    @MethodSource("calls")
    void every_call_is_described(Document.Call call) {
        assertThat(call.operation().path("summary").asString(""))
                .as("put @Described on the controller's method")
                .isNotBlank();
        assertThat(call.operation().path("description").asString("")).isNotBlank();
        assertThat(call.operation().path("tags")).isNotEmpty();
        assertThat(names(call.parameters("path"))).isEqualTo(inPath(call.path()));
        call.operation().path("parameters").forEach(DocumentTest::assertDescribed);
        call.answers().forEach(answer -> {
            assertThat(answer.path("description").asString("")).isNotBlank();
            assertThat(answer.path("headers").propertyNames()).contains("X-Correlation-Id");
        });
    }

    private static Set<String> inPath(String path) {
        return Pattern.compile("\\{(\\w+)}")
                .matcher(path)
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static void assertDescribed(JsonNode parameter) {
        assertThat(parameter.path("description").asString("")).isNotBlank();
        assertThat(parameter.path("schema").has("type"))
                .as(parameter.toString())
                .isTrue();
    }

    @Test
    void every_operation_id_is_used_once_and_every_link_leads_to_one() {
        List<String> ids = calls().map(Document.Call::id).toList();
        assertThat(ids).doesNotHaveDuplicates();
        assertThat(DOCUMENT.json().findValuesAsString("operationId")).allMatch(ids::contains);
    }

    @ParameterizedTest
    @MethodSource("calls")
    void every_example_is_of_its_schema(Document.Call call) {
        List<String> errors = new ArrayList<>();
        JsonNode body = call.body();
        if (body != null) {
            assertThat(call.examples()).isNotEmpty();
            call.examples().forEach((name, example) -> errors.addAll(DOCUMENT.errors(body, example)));
        }
        for (String status : call.statuses(true)) {
            JsonNode content = call.answers().path(status).at("/content/application~1json");
            if (!content.isMissingNode()) {
                assertThat(content.path("examples")).isNotEmpty();
                content.path("examples")
                        .forEach(example ->
                                errors.addAll(DOCUMENT.errors(content.path("schema"), example.path("value"))));
            }
        }
        call.parameters("path")
                .forEach(each -> errors.addAll(DOCUMENT.errors(each.path("schema"), each.path("example"))));
        assertThat(errors).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("calls")
    void answers_that_ask_to_wait_say_how_long_and_commands_have_a_key(Document.Call call) {
        for (String status : List.of("429", "503")) {
            if (call.answers().has(status)) {
                assertThat(call.answers().path(status).path("headers").propertyNames())
                        .contains("Retry-After");
            }
        }
        assertThat(names(call.parameters("header"))).contains("X-Correlation-Id");
        if (call.body() != null) {
            assertThat(names(call.parameters("header"))).contains("Idempotency-Key");
            call.statuses(true).forEach(status -> assertThat(
                            call.answers().path(status).path("headers").propertyNames())
                    .contains("Idempotency-Hit"));
        }
    }

    @Test
    void the_page_for_people_loads_nothing_from_another_host() {
        Answer page = API.get("/swagger-ui.html").expect(200);
        assertThat(page.header("Content-Type").orElse("")).startsWith("text/html");
        assertThat(page.body()).doesNotContain("://", "\"//").contains("validatorUrl: null");
        List<String> assets = Pattern.compile("(?:src|href)=\"([^\"]+)\"")
                .matcher(page.body())
                .results()
                .map(found -> found.group(1))
                .toList();
        assertThat(assets).hasSize(3);
        assets.forEach(asset -> API.get("/" + asset).expect(200));
        assertThat(API.get("/" + assets.getFirst()).body()).doesNotContain("@import", "url(http", "url(//");
    }

    @Test
    void the_command_side_alone_tells_the_commands() {
        try (CommandSide alone = CommandSide.start(Flare.shared())) {
            assertThat(Document.of(alone.api()).calls().stream().map(Document.Call::toString))
                    .containsExactlyInAnyOrderElementsOf(REFERENCE.commands().stream()
                            .map(Reference.Row::call)
                            .toList());
            alone.api().get("/swagger-ui.html").expect(200);
        }
    }

    @Test
    void an_answer_about_a_fixed_moment_is_told_with_its_headers() {
        String path = "/api/regions/uk/totals?position=0";
        Answer first = API.get(path).expect(200);
        String tag = first.header("ETag").orElseThrow();
        assertThat(first.header("Cache-Control").orElse("")).contains("immutable");
        Answer again = API.send(API.request(path).header("If-None-Match", tag).GET());
        assertThat(again.status()).isEqualTo(304);
        assertThat(DOCUMENT.call("totals").statuses(true)).contains("304");
    }

    @Test
    void operations_are_not_in_it_and_yaml_is_not_spoken() {
        assertThat(DOCUMENT.json().path("paths").propertyNames()).allMatch(path -> path.startsWith("/api/"));
        API.send(API.request("/api/accounts")
                        .header("Accept", "application/yaml")
                        .GET())
                .expect(406, "NOT_ACCEPTABLE");
    }
}
