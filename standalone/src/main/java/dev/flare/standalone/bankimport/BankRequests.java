package dev.flare.standalone.bankimport;

import dev.flare.messages.shared.Region;
import dev.flare.standalone.http.FlareClient;
import java.net.http.HttpRequest;
import java.time.Duration;
import tools.jackson.databind.json.JsonMapper;

/**
 * The commands that a row becomes. Keys are made of what the bank numbered, so the same row is the same command in every run
 * and from every file.
 */
final class BankRequests {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Duration ONE_REQUEST = Duration.ofSeconds(30);
    private static final String CURRENCY = "CZK";

    /** Some of the bank's accounts go negative, and how far it let them is not in the file. */
    private static final long OVERDRAFT_LIMIT = 1_000_000_000_000L;

    // Records, for their fields are written in the same order in every run: the same key comes with the same bytes.
    private record Opening(String accountId, String currency, String owner, long overdraftLimit) {}

    private record Movement(long amount, String reference, String effectiveAt) {}

    private final FlareClient flare;
    private final Region region;

    BankRequests(FlareClient flare, Region region) {
        this.flare = flare;
        this.region = region;
    }

    HttpRequest open(String accountId) {
        return post(
                "/api/accounts",
                "account-" + accountId,
                new Opening(ours(accountId), CURRENCY, "bank client " + accountId, OVERDRAFT_LIMIT));
    }

    HttpRequest move(BankTransaction transaction) {
        String direction = transaction.amount() > 0 ? "deposits" : "withdrawals";
        return post(
                "/api/accounts/" + ours(transaction.accountId()) + "/" + direction,
                transaction.id(),
                new Movement(
                        Math.abs(transaction.amount()),
                        transaction.id(),
                        transaction.effectiveAt().toString()));
    }

    private String ours(String accountId) {
        return region + "-" + accountId;
    }

    private HttpRequest post(String path, String key, Object body) {
        return flare.request(path, ONE_REQUEST)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", "bank-" + region + "-" + key)
                .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)))
                .build();
    }
}
