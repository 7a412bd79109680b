package dev.flare.web.document;

import dev.flare.web.CorrelationId;
import io.swagger.v3.oas.models.headers.Header;
import java.util.LinkedHashMap;
import java.util.Map;

/** The headers of answers. */
public final class Headers {

    public static final String CORRELATION_ID = CorrelationId.HEADER;
    public static final String IDEMPOTENCY_HIT = "Idempotency-Hit";
    public static final String LOCATION = "Location";
    public static final String RETRY_AFTER = "Retry-After";
    public static final String ETAG = "ETag";
    public static final String CACHE_CONTROL = "Cache-Control";

    private Headers() {}

    static Map<String, Header> all() {
        Map<String, Header> headers = new LinkedHashMap<>();
        headers.put(CORRELATION_ID, header("The one of the request, or a new one. On every answer.", Value.text(128)));
        headers.put(IDEMPOTENCY_HIT, header("There when an earlier request with this key did it.", Value.oneOf(true)));
        headers.put(LOCATION, header("Where what was made can be read.", Value.text()));
        headers.put(RETRY_AFTER, header("After so many seconds it is worth trying again.", Value.whole(1, 3600)));
        headers.put(ETAG, header("There when the moment is fixed: the answer never changes.", Value.text()));
        headers.put(
                CACHE_CONTROL, header("immutable when the moment is fixed, else no-cache or no-store.", Value.text()));
        return headers;
    }

    private static Header header(String description, Value value) {
        return new Header().description(description).schema(value.schema());
    }
}
