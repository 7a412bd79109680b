package dev.flare.examples.billing;

import dev.flare.participant.Ids;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An invoice that is asked for. */
record InvoiceRequest(String transactionId, long amount) {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** Nothing when it is malformed. */
    static Optional<InvoiceRequest> read(byte[] body) {
        return json(body)
                .filter(json -> json.path("amount").isIntegralNumber()
                        && json.path("amount").canConvertToLong()
                        && json.path("amount").longValue() > 0)
                .flatMap(json -> id(json).map(
                                id -> new InvoiceRequest(id, json.path("amount").longValue())));
    }

    /** The same without an amount: a sandbox's transaction has the smallest there is. */
    static Optional<InvoiceRequest> readSandbox(byte[] body) {
        return json(body)
                .flatMap(InvoiceRequest::id)
                .filter(id -> id.startsWith("sandbox-"))
                .map(id -> new InvoiceRequest(id, 1));
    }

    private static Optional<JsonNode> json(byte[] body) {
        try {
            return Optional.of(JSON.readTree(body)).filter(JsonNode::isObject);
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> id(JsonNode json) {
        JsonNode id = json.path("transactionId");
        return id.isString() && Ids.isTransaction(id.stringValue()) ? Optional.of(id.stringValue()) : Optional.empty();
    }
}
