package dev.flare.standalone.replay;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The answer, as far as it is printed in columns. Amounts are in minor units. */
record Replay(List<RegionReplay> regions) {

    /** @param recordedAt of the last event that counts; null before the first */
    record RegionReplay(
            String region,
            long position,
            @Nullable String recordedAt,
            List<AccountReplay> accounts,
            List<Total> totals) {}

    record AccountReplay(
            String accountId,
            String currency,
            @Nullable String owner,
            long balance,
            long held,
            long available,
            String status) {}

    record Total(String currency, long accounts, long world, long inTransit, long total) {}

    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    static Replay read(String json) {
        return JSON.readValue(json, Replay.class);
    }
}
