package dev.flare.integration.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flare.integration.support.Answer;
import dev.flare.integration.support.Api;
import dev.flare.integration.support.Bank;
import dev.flare.integration.support.Flare;
import dev.flare.integration.support.Together;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Pages of a long statement: nothing lost, nothing twice, whatever happens meanwhile. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class CursorsTest {

    private static final int ENTRIES = 1200;
    private static final Bank BANK = Flare.shared().bank();
    private static final Api API = BANK.api();
    private static final String ACCOUNT = BANK.open("au");
    private static final String PATH = "/api/accounts/" + ACCOUNT + "/entries?";

    @BeforeAll
    static void many_entries() {
        Together.clients(16, Duration.ofMinutes(2), client -> {
            IntStream.range(0, ENTRIES / 16)
                    .forEach(i -> BANK.deposit(ACCOUNT, 1).expect(201));
            return client;
        });
    }

    @Test
    void a_statement_of_many_pages_is_whole_while_entries_are_added() {
        List<Long> seen = new ArrayList<>();
        JsonNode page = page("pageSize=97&minPosition=" + BANK.head("au"));
        for (int pages = 0; pages < 8; pages++) {
            seen.addAll(balances(page));
            BANK.deposit(ACCOUNT, 1).expect(201);
            page = page("cursor=" + next(page));
        }
        while (!next(page).isEmpty()) {
            seen.addAll(balances(page));
            page = page("cursor=" + next(page));
        }
        seen.addAll(balances(page));
        assertThat(seen).hasSizeGreaterThanOrEqualTo(ENTRIES);
        // Each deposit is of 1, so the balance after the n-th entry is n.
        assertThat(seen)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, seen.size()).boxed().toList());
    }

    @Test
    void pages_of_a_fixed_moment_end_where_it_ends() {
        long moment = BANK.head("au");
        JsonNode page = page("pageSize=500&position=au:" + moment);
        BANK.deposit(ACCOUNT, 1).expect(201);
        List<Long> seen = new ArrayList<>(balances(page));
        while (!next(page).isEmpty()) {
            page = page("cursor=" + next(page));
            assertThat(page.at("/asOf/position/au").longValue()).isEqualTo(moment);
            seen.addAll(balances(page));
        }
        assertThat(seen.getLast())
                .isEqualTo(BANK.account(ACCOUNT, "position=au:" + moment)
                        .required("balance")
                        .longValue());
    }

    @Test
    void the_way_back_shows_the_same_pages() {
        JsonNode first = page("pageSize=50&position=au:" + BANK.head("au"));
        JsonNode second = page("cursor=" + next(first));
        JsonNode back = page("cursor=" + second.at("/cursor/previous").stringValue());
        assertThat(balances(back)).isEqualTo(balances(first));
        assertThat(back.at("/cursor/previous").isNull()).isTrue();
    }

    @Test
    void a_page_has_at_most_a_thousand_and_a_hundred_when_nothing_is_said() {
        assertThat(balances(page("pageSize=1000"))).hasSize(1000);
        assertThat(balances(page("pageSize=1"))).hasSize(1);
        assertThat(balances(page("effectiveAt=2100-01-01T00:00:00Z"))).hasSize(100);
    }

    @Test
    void all_accounts_come_page_by_page_in_the_order_of_their_ids() {
        List<String> ids = new ArrayList<>();
        Answer page = API.get("/api/accounts?region=au&pageSize=2&minPosition=" + BANK.head("au"));
        for (int pages = 0; pages < 10_000; pages++) {
            page.expect(200)
                    .json()
                    .at("/cursor/data")
                    .forEach(account -> ids.add(account.required("accountId").stringValue()));
            String next = next(page.json());
            if (next.isEmpty()) {
                break;
            }
            page = API.get("/api/accounts?cursor=" + next);
        }
        assertThat(ids).contains(ACCOUNT).isSorted().doesNotHaveDuplicates();
        assertThat(ids).allMatch(id -> id.startsWith("au-") && !id.equals("au-world"));
    }

    private static JsonNode page(String parameters) {
        return API.get(PATH + parameters).expect(200).json();
    }

    private static String next(JsonNode page) {
        return page.at("/cursor/next").asString("");
    }

    private static List<Long> balances(JsonNode page) {
        List<Long> balances = new ArrayList<>();
        page.at("/cursor/data")
                .forEach(entry -> balances.add(entry.required("balanceAfter").longValue()));
        return balances;
    }
}
