package dev.flare.query.fold;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flare.messages.ledger.AccountClosed;
import dev.flare.messages.ledger.AccountFrozen;
import dev.flare.messages.ledger.AccountOpened;
import dev.flare.messages.ledger.AccountUnfrozen;
import dev.flare.messages.ledger.HoldAuthorised;
import dev.flare.messages.ledger.HoldCaptured;
import dev.flare.messages.ledger.HoldExpired;
import dev.flare.messages.ledger.HoldReleased;
import dev.flare.messages.ledger.HoldVoided;
import dev.flare.messages.ledger.LedgerEvent;
import dev.flare.messages.ledger.MoneyDeposited;
import dev.flare.messages.ledger.MoneyEvent;
import dev.flare.messages.ledger.MoneyReversed;
import dev.flare.messages.ledger.MoneyTransferred;
import dev.flare.messages.ledger.MoneyWithdrawn;
import dev.flare.messages.ledger.TransferHalted;
import dev.flare.messages.ledger.TransferNotice;
import dev.flare.messages.ledger.TransferReceived;
import dev.flare.messages.ledger.TransferRefused;
import dev.flare.messages.ledger.TransferResumed;
import dev.flare.messages.ledger.TransferReturned;
import dev.flare.messages.ledger.TransferSent;
import dev.flare.messages.ledger.TransferSettled;
import dev.flare.messages.shared.AccountId;
import dev.flare.messages.shared.CurrencyCode;
import dev.flare.messages.shared.Posting;
import dev.flare.messages.shared.RefusalCode;
import dev.flare.messages.shared.Region;
import dev.flare.messages.view.AccountStatus;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class FoldPropertiesTest {

    private static final Region UK = new Region("uk");
    private static final CurrencyCode GBP = new CurrencyCode("GBP");
    private static final AccountId ABROAD = new AccountId("au-1");
    private static final int ACCOUNTS = 4;

    @Property(tries = 200)
    void balances_are_the_sums_of_the_postings(@ForAll("events") List<LedgerEvent> events) {
        Map<String, Long> sums = new HashMap<>();
        for (LedgerEvent event : events) {
            if (event instanceof MoneyEvent money) {
                money.postings().stream()
                        .filter(posting -> !posting.account().isReserved())
                        .forEach(posting -> sums.merge(posting.account().value(), posting.amount(), Long::sum));
            }
        }
        Ledger ledger = folded(events);

        ledger.accounts().forEach((id, state) -> assertThat(state.balance()).isEqualTo(sums.getOrDefault(id, 0L)));
    }

    @Property(tries = 200)
    void totals_are_zero_and_what_the_accounts_hold(@ForAll("events") List<LedgerEvent> events) {
        Ledger ledger = folded(events);
        long held = ledger.accounts().values().stream()
                .mapToLong(AccountState::balance)
                .sum();

        assertThat(ledger.totals("GBP").sum()).isEqualTo(BigInteger.ZERO);
        assertThat(ledger.totals("GBP").accounts()).isEqualTo(BigInteger.valueOf(held));
    }

    @Property(tries = 200)
    void what_is_in_transit_is_what_was_sent_and_neither_arrived_here_nor_came_back(
            @ForAll("events") List<LedgerEvent> events) {
        long clearing = 0;
        for (LedgerEvent event : events) {
            clearing += switch (event) {
                case TransferSent sent -> sent.terms().amount();
                case TransferReceived received -> -received.postings().getLast().amount();
                case TransferReturned returned -> -returned.postings().getLast().amount();
                default -> 0;
            };
        }
        assertThat(folded(events).totals("GBP").inTransit()).isEqualTo(BigInteger.valueOf(clearing));
    }

    @Property(tries = 200)
    void notices_of_transfers_change_nothing(@ForAll("events") List<LedgerEvent> events) {
        List<LedgerEvent> others = events.stream()
                .filter(event -> !(event instanceof TransferNotice))
                .toList();
        Ledger all = folded(events);
        Ledger less = folded(others);

        assertThat(all.totals()).isEqualTo(less.totals());
        less.accounts().forEach((id, account) -> assertThat(all.accounts().get(id))
                .usingRecursiveComparison()
                .ignoringFields("position", "openedPosition")
                .isEqualTo(account));
    }

    @Property(tries = 200)
    void what_is_held_is_what_was_authorised_and_did_not_end(@ForAll("events") List<LedgerEvent> events) {
        Map<String, Long> sums = new HashMap<>();
        for (LedgerEvent event : events) {
            switch (event) {
                case HoldAuthorised hold -> sums.merge(hold.accountId().value(), hold.amount(), Long::sum);
                case HoldReleased released -> sums.merge(released.accountId().value(), -released.held(), Long::sum);
                case HoldCaptured captured -> sums.merge(captured.accountId().value(), -captured.held(), Long::sum);
                default -> {
                    // holds nothing
                }
            }
        }
        Ledger ledger = folded(events);

        ledger.accounts().forEach((id, state) -> assertThat(state.held()).isEqualTo(sums.getOrDefault(id, 0L)));
    }

    @Property(tries = 200)
    void the_last_change_of_status_counts(@ForAll("events") List<LedgerEvent> events) {
        Map<String, AccountStatus> last = new HashMap<>();
        for (LedgerEvent event : events) {
            switch (event) {
                case AccountFrozen frozen -> last.put(frozen.accountId().value(), AccountStatus.FROZEN);
                case AccountUnfrozen unfrozen -> last.put(unfrozen.accountId().value(), AccountStatus.OPEN);
                case AccountClosed closed -> last.put(closed.accountId().value(), AccountStatus.CLOSED);
                default -> {
                    // says nothing about it
                }
            }
        }
        Ledger ledger = folded(events);

        ledger.accounts().forEach((id, state) -> assertThat(state.status())
                .isEqualTo(last.getOrDefault(id, AccountStatus.OPEN)));
    }

    @Property(tries = 200)
    void in_pieces_is_the_same_as_in_one_go(
            @ForAll("events") List<LedgerEvent> events, @ForAll @IntRange(min = 0, max = 60) int cut) {
        Ledger whole = folded(events);
        int at = Math.min(cut, events.size());
        Ledger first = new Ledger(UK);
        fold(first, events.subList(0, at), 0);
        Ledger second = new Ledger(UK);
        first.accounts().values().forEach(second::put);
        first.totals().forEach(second::put);
        fold(second, events.subList(at, events.size()), at);

        assertThat(second.accounts()).isEqualTo(whole.accounts());
        assertThat(second.totals()).isEqualTo(whole.totals());
    }

    @Property(tries = 100)
    void the_last_line_of_an_account_is_its_state(@ForAll("events") List<LedgerEvent> events) {
        Ledger ledger = new Ledger(UK);
        Map<String, AccountState> last = new HashMap<>();
        fold(ledger, events, 0).forEach(change -> change.lines()
                .forEach(line -> last.put(line.after().accountId(), line.after())));

        assertThat(last).isEqualTo(ledger.accounts());
    }

    @Provide
    Arbitrary<List<LedgerEvent>> events() {
        return moves().list().ofMaxSize(50).map(FoldPropertiesTest::withAccounts);
    }

    private static List<LedgerEvent> withAccounts(List<LedgerEvent> moves) {
        List<LedgerEvent> events = new ArrayList<>();
        for (int i = 0; i < ACCOUNTS; i++) {
            events.add(new AccountOpened(account(i), GBP, "o", 0, Map.of()));
        }
        events.addAll(moves);
        return events;
    }

    private static Arbitrary<LedgerEvent> moves() {
        Arbitrary<Integer> accounts = Arbitraries.integers().between(0, ACCOUNTS - 1);
        Arbitrary<Long> amounts = Arbitraries.longs().between(1, 1_000_000);
        return Combinators.combine(Arbitraries.integers().between(0, 17), accounts, accounts, amounts)
                .as(FoldPropertiesTest::move);
    }

    private static LedgerEvent move(int kind, int from, int to, long amount) {
        return switch (kind) {
            case 0 ->
                new MoneyDeposited("uk-d", GBP, Posting.move(UK.world(), account(to), amount), null, null, Map.of());
            case 1 ->
                new MoneyWithdrawn("uk-w", GBP, Posting.move(account(from), UK.world(), amount), null, null, Map.of());
            case 2 ->
                new TransferSent(
                        "uk-c",
                        ABROAD,
                        GBP,
                        Posting.move(account(from), UK.clearing(), amount),
                        null,
                        null,
                        null,
                        Map.of());
            case 3 -> new HoldAuthorised("uk-h", account(from), GBP, amount, null, null, Map.of());
            case 4 -> new HoldVoided("uk-h", account(from), amount, "why");
            case 5 -> new HoldExpired("uk-h", account(from), amount);
            case 6 ->
                new HoldCaptured(
                        "uk-t",
                        "uk-h",
                        amount + to,
                        GBP,
                        Posting.move(account(from), account(to), amount),
                        null,
                        Map.of());
            case 7 -> new AccountFrozen(account(from), "why");
            case 8 -> new AccountUnfrozen(account(from), "why");
            case 9 -> new AccountClosed(account(from), "why");
            case 10 -> new MoneyReversed("uk-r", "uk-t", GBP, Posting.move(account(from), account(to), amount), "why");
            case 11 ->
                new TransferReceived(
                        "au-c", ABROAD, GBP, Posting.move(UK.clearing(), account(to), amount), null, null, Map.of());
            case 12 ->
                new TransferReturned("uk-c", GBP, Posting.move(UK.clearing(), account(from), amount), "back", null);
            case 13 -> new TransferSettled("uk-c", account(from));
            case 14 -> new TransferRefused("au-c", RefusalCode.NOT_FOUND, "nobody");
            case 15 -> new TransferHalted("uk-c", "alert");
            case 16 -> new TransferResumed("uk-c", "alert");
            // The same account on both sides too: it must come out as it went in.
            default ->
                new MoneyTransferred(
                        "uk-t", GBP, Posting.move(account(from), account(to), amount), null, null, Map.of());
        };
    }

    private static AccountId account(int number) {
        return new AccountId("uk-" + number);
    }

    private static Ledger folded(List<LedgerEvent> events) {
        Ledger ledger = new Ledger(UK);
        fold(ledger, events, 0);
        return ledger;
    }

    private static List<Change> fold(Ledger ledger, List<LedgerEvent> events, int from) {
        List<Change> changes = new ArrayList<>();
        for (int i = 0; i < events.size(); i++) {
            long position = from + i + 1L;
            changes.add(ledger.apply(new Recorded(position, Instant.EPOCH.plusSeconds(position), events.get(i))));
        }
        return changes;
    }
}
