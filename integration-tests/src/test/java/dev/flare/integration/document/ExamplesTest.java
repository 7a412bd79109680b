package dev.flare.integration.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flare.integration.support.Answer;
import dev.flare.integration.support.Api;
import dev.flare.integration.support.Bank;
import dev.flare.integration.support.Flare;
import java.net.http.HttpRequest;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * Every example of the document, sent as it stands there to a running Flare, is answered as the document says. Only the names of
 * its accounts and types get a number, so that each example has some of its own, and ids come from where a link says.
 */
@DisplayNameGeneration(ReplaceUnderscores.class)
class ExamplesTest {

    private static final Api API = Flare.shared().api();
    private static final Bank BANK = Flare.shared().bank();
    private static final Document DOCUMENT = Document.of(API);
    private static final Pattern ACCOUNT = Pattern.compile("uk-(ada|bob)|au-eve");
    private static final Pattern TYPE = Pattern.compile("shipping");
    private static final Troubles TROUBLES = new Troubles(API);

    /** What must be so before, beside accounts with money. */
    private static final Set<String> OPENS_ITS_OWN = Set.of("openAccount");

    private static final Set<String> WANTS_NO_MONEY = Set.of("close");

    static Stream<Arguments> examples() {
        return DOCUMENT.calls().stream()
                .flatMap(call -> call.body() == null
                        ? Stream.of(Arguments.of(call, "no body", ""))
                        : call.examples().entrySet().stream()
                                .map(each -> Arguments.of(
                                        call, each.getKey(), each.getValue().toString())));
    }

    @ParameterizedTest
    @MethodSource("examples")
    void it_is_answered_as_the_document_says(Document.Call call, String name, String body) {
        String number = Bank.unique("-").substring(1);
        Answer answer = send(call, body, number);
        JsonNode schema = call.answer(answer.status());
        assertThat(call.statuses(true)).as(answer.body()).contains("" + answer.status());
        assertThat(schema).isNotNull();
        assertThat(DOCUMENT.errors(schema, answer.json())).as(answer.body()).isEmpty();
        assertHeaders(call, answer);
    }

    private static Answer send(Document.Call call, String body, String number) {
        String path = numbered(path(call, number), number);
        String numbered = numbered(body, number);
        prepare(call, path + numbered);
        return API.send(request(call, path, numbered, Bank.unique("example")));
    }

    private static HttpRequest.Builder request(Document.Call call, String path, String body, String key) {
        HttpRequest.Builder request = API.request(path);
        if (body.isEmpty()) {
            return request.method(call.method(), HttpRequest.BodyPublishers.noBody());
        }
        return request.header("Content-Type", "application/json")
                .header("Idempotency-Key", key)
                .method(call.method(), HttpRequest.BodyPublishers.ofString(body));
    }

    private static String numbered(String text, String number) {
        String accounts = ACCOUNT.matcher(text).replaceAll(found -> found.group() + "-" + number);
        return TYPE.matcher(accounts).replaceAll(found -> found.group() + "-" + number);
    }

    /** An id that some other call's answer leads to comes from that call; any other stands in the example. */
    private static String path(Document.Call call, String number) {
        String path = call.path();
        for (JsonNode parameter : call.parameters("path")) {
            String name = parameter.path("name").asString();
            String value = from(call, name, number, parameter.path("example").asString());
            path = path.replace("{" + name + "}", value);
        }
        return path;
    }

    private static String from(Document.Call call, String parameter, String number, String otherwise) {
        if (call.path().startsWith("/api/alerts/")) {
            return TROUBLES.alert(Bank.unique("alert"));
        }
        for (Document.Call other : DOCUMENT.calls()) {
            for (JsonNode answer : other.answers()) {
                String field = answer.path("links")
                        .path(call.id())
                        .path("parameters")
                        .path(parameter)
                        .asString("");
                if (!field.isEmpty()) {
                    String body = other.examples().values().iterator().next().toString();
                    return send(other, body, number)
                            .json()
                            .at(field.substring(field.indexOf('#') + 1))
                            .stringValue();
                }
            }
        }
        return otherwise;
    }

    private static void prepare(Document.Call call, String request) {
        TROUBLES.make(call.id(), request);
        Set<String> accounts = Pattern.compile("(" + ACCOUNT.pattern() + ")-[0-9a-z-]+")
                .matcher(request)
                .results()
                .map(MatchResult::group)
                .collect(Collectors.toCollection(TreeSet::new));
        if (OPENS_ITS_OWN.contains(call.id())) {
            return;
        }
        for (String account : accounts) {
            boolean isNew = BANK.openAs(account, 0).isSuccess();
            if (isNew && !WANTS_NO_MONEY.contains(call.id())) {
                BANK.deposit(account, 100_000).expect(201);
            }
            if (call.id().equals("unfreeze")) {
                API.post("/api/accounts/" + account + "/freeze", Map.of("reason", "for the example"))
                        .expect(200);
            }
            awaitInViews();
        }
    }

    private static void awaitInViews() {
        API.get("/api/regions/uk/totals?minPosition=" + BANK.head("uk")).expect(200);
    }

    private static void assertHeaders(Document.Call call, Answer answer) {
        Set<String> told = Set.copyOf(
                call.answers().path("" + answer.status()).path("headers").propertyNames());
        // Where a path ends like the name of a file, Spring says that the answer is none to be opened.
        Set<String> plain = Set.of(
                "content-type",
                "content-length",
                "content-disposition",
                "transfer-encoding",
                "date",
                "connection",
                "keep-alive");
        assertThat(answer.response().headers().map().keySet()).allSatisfy(header -> assertThat(
                        plain.contains(header) || told.stream().anyMatch(header::equalsIgnoreCase))
                .as("%s is told by the document", header)
                .isTrue());
        assertThat(answer.header("X-Correlation-Id")).isPresent();
    }

    @ParameterizedTest
    @MethodSource("keyed")
    void a_repetition_gets_the_answer_of_the_document_too(Document.Call call, String body) {
        String number = Bank.unique("-").substring(1);
        String path = numbered(path(call, number), number);
        String numbered = numbered(body, number);
        prepare(call, path + numbered);
        String key = Bank.unique("twice");
        Answer first = API.send(request(call, path, numbered, key));
        Answer second = API.send(request(call, path, numbered, key));
        assertThat(first.isSuccess()).as(first.body()).isTrue();
        assertThat(second.status()).isEqualTo(first.status());
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(second.header("Location")).isEqualTo(first.header("Location"));
        assertThat(second.header("Idempotency-Hit")).contains("true");
    }

    static Stream<Arguments> keyed() {
        return DOCUMENT.calls().stream()
                .filter(call -> call.body() != null)
                .map(call -> Arguments.of(
                        call, call.examples().values().iterator().next().toString()));
    }
}
