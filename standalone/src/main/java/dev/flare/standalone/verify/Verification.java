package dev.flare.standalone.verify;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What Flare found when it compared the views with the replay and recomputed the chain of hashes. */
record Verification(boolean ok, List<RegionVerification> regions) {

    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    /** @param difference the first one found, as text or as an object; null when there is none */
    record RegionVerification(
            String region,
            long position,
            long events,
            long accounts,
            boolean ok,
            @Nullable JsonNode difference) {

        String line() {
            String what = ok ? "ok" : "DIFFERENT: " + text();
            return "%s  position %,d, %,d events, %,d accounts: %s".formatted(region, position, events, accounts, what);
        }

        private String text() {
            if (difference == null || difference.isNull()) {
                return "it does not say where";
            }
            return difference.isString() ? difference.stringValue() : difference.toString();
        }
    }

    static Verification read(String json) {
        return JSON.readValue(json, Verification.class);
    }

    /** Nobody may call it right when one region is not, or when nothing was looked at. */
    boolean isRight() {
        return ok && !regions.isEmpty() && regions.stream().allMatch(RegionVerification::ok);
    }
}
