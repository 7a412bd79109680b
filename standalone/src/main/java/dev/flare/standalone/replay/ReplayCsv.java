package dev.flare.standalone.replay;

import java.io.PrintWriter;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** For other programs: RFC 4180, with a header. */
final class ReplayCsv {

    private static final String HEADER =
            "region,position,recordedAt,accountId,currency,owner,balance,held,available,status";

    private ReplayCsv() {}

    static void print(Replay replay, PrintWriter out) {
        out.println(HEADER);
        for (Replay.RegionReplay region : replay.regions()) {
            region.accounts().forEach(account -> out.println(line(region, account)));
        }
    }

    private static String line(Replay.RegionReplay region, Replay.AccountReplay account) {
        return Stream.of(
                        region.region(),
                        region.position(),
                        Objects.requireNonNullElse(region.recordedAt(), ""),
                        account.accountId(),
                        account.currency(),
                        Objects.requireNonNullElse(account.owner(), ""),
                        account.balance(),
                        account.held(),
                        account.available(),
                        account.status())
                .map(field -> quoted(String.valueOf(field)))
                .collect(Collectors.joining(","));
    }

    private static String quoted(String field) {
        boolean plain = field.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return plain ? field : '"' + field.replace("\"", "\"\"") + '"';
    }
}
