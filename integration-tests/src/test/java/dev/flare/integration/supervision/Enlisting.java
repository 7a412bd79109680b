package dev.flare.integration.supervision;

import dev.flare.integration.support.Answer;
import dev.flare.integration.support.Api;
import dev.flare.integration.support.Bank;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A registration of a transaction, built by chaining: what is said of a participant is said of the last one. */
final class Enlisting {

    /** Long enough not to pass while a test runs. */
    static final String LONG = "PT10M";

    private final Map<String, Object> body = new LinkedHashMap<>();
    private final List<Map<String, Object>> participants = new ArrayList<>();

    private Enlisting(String type, String onFailure) {
        body.put("transactionId", Bank.unique("order"));
        body.put("type", type);
        body.put("onFailure", onFailure);
        body.put("participants", participants);
    }

    /** Of a type that nobody else uses, so that its list has this one alone. */
    static Enlisting held() {
        return of(Bank.unique("shipping"), "HOLD");
    }

    /** As {@link #held()}, and undone after a failure. */
    static Enlisting undone() {
        return of(Bank.unique("shipping"), "COMPENSATE");
    }

    static Enlisting of(String type, String onFailure) {
        return new Enlisting(type, onFailure);
    }

    Enlisting with(String participant) {
        return with(participant, LONG);
    }

    Enlisting with(String participant, String deadline) {
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("name", participant);
        one.put("deadline", deadline);
        participants.add(one);
        return this;
    }

    Enlisting after(String... before) {
        return and("after", List.of(before));
    }

    Enlisting compensateUrl(String url) {
        return and("compensateUrl", url);
    }

    Enlisting statusUrl(String url) {
        return and("statusUrl", url);
    }

    private Enlisting and(String field, Object value) {
        participants.getLast().put(field, value);
        return this;
    }

    Map<String, Object> body() {
        return body;
    }

    String id() {
        return String.valueOf(body.get("transactionId"));
    }

    String type() {
        return String.valueOf(body.get("type"));
    }

    Supervised register(Api api) {
        Answer answer = api.post("/api/transactions", body).expect(201);
        return new Supervised(api, id(), type(), answer.position());
    }
}
