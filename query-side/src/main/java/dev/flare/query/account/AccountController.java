package dev.flare.query.account;

import dev.flare.messages.shared.AccountId;
import dev.flare.messages.shared.RefusedException;
import dev.flare.messages.shared.Region;
import dev.flare.messages.view.AccountAsOf;
import dev.flare.messages.view.AccountStatus;
import dev.flare.messages.view.AccountView;
import dev.flare.messages.view.FindAccounts;
import dev.flare.messages.view.GetAccount;
import dev.flare.messages.view.Slice;
import dev.flare.query.ask.Questions;
import dev.flare.query.http.CursorPage;
import dev.flare.query.http.Ids;
import dev.flare.query.http.MomentAnswer;
import dev.flare.query.http.Readings;
import dev.flare.query.moment.RegionLogs;
import dev.flare.web.asking.Cursors;
import dev.flare.web.asking.Parameters;
import dev.flare.web.document.Described;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
class AccountController {

    private static final Set<String> LIST_PARAMETERS = Stream.of(
                    Readings.PARAMETERS,
                    Parameters.PAGING,
                    Set.of("region", "owner", "currency", "status", "minBalance"))
            .flatMap(Set::stream)
            .collect(Collectors.toUnmodifiableSet());

    private static final Cursors CURSORS = new Cursors("/api/accounts");

    private final Questions questions;
    private final RegionLogs logs;

    AccountController(Questions questions, RegionLogs logs) {
        this.questions = questions;
        this.logs = logs;
    }

    @Described(by = AccountDescription.class)
    @GetMapping("/api/accounts/{id}")
    ResponseEntity<AccountAsOf> account(
            @PathVariable("id") String id, @RequestParam MultiValueMap<String, String> given) {
        Parameters parameters = Parameters.of(given, Readings.PARAMETERS);
        AccountId account = Ids.account(id, logs);
        GetAccount query = new GetAccount(
                account, Readings.of(parameters, new TreeSet<>(List.of(account.region())), logs.regions()));
        AccountAsOf answer = questions.ask(query, AccountAsOf.class);
        return MomentAnswer.of(answer, query, query.reading(), answer.asOf());
    }

    @Described(by = AccountsDescription.class)
    @GetMapping("/api/accounts")
    ResponseEntity<CursorPage<AccountView>> accounts(@RequestParam MultiValueMap<String, String> given) {
        Parameters parameters = Parameters.of(given, LIST_PARAMETERS, CURSORS);
        FindAccounts query = query(parameters);
        Slice<AccountView> slice = questions.ask(query, Slice.class);
        CursorPage<AccountView> page = CursorPage.of(slice, parameters, query.reading(), CURSORS);
        return MomentAnswer.of(page, query, query.reading(), page.asOf());
    }

    private FindAccounts query(Parameters parameters) {
        Region region = region(parameters.text("region"));
        SortedSet<Region> concerned = region == null ? logs.regions() : new TreeSet<>(List.of(region));
        return new FindAccounts(
                region,
                parameters.text("owner"),
                parameters.text("currency"),
                status(parameters),
                parameters.number("minBalance"),
                Readings.of(parameters, concerned, logs.regions()),
                parameters.page());
    }

    private @Nullable Region region(@Nullable String name) {
        if (name == null) {
            return null;
        }
        return logs.regions().stream()
                .filter(region -> region.name().equals(name))
                .findFirst()
                .orElseThrow(() -> RefusedException.invalid("region", "the regions are " + logs.regions()));
    }

    private static @Nullable AccountStatus status(Parameters parameters) {
        AccountStatus status = parameters.value("status", AccountStatus::valueOf, "OPEN, FROZEN or CLOSED");
        if (status == AccountStatus.NOT_OPENED) {
            throw RefusedException.invalid("status", "it is OPEN, FROZEN or CLOSED");
        }
        return status;
    }
}
