package dev.flare.query.statement;

import dev.flare.messages.shared.AccountId;
import dev.flare.messages.view.EntryView;
import dev.flare.messages.view.GetEntries;
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
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.http.ResponseEntity;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
class EntriesController {

    private static final Set<String> PARAMETERS = Stream.of(Readings.PARAMETERS, Parameters.PAGING)
            .flatMap(Set::stream)
            .collect(Collectors.toUnmodifiableSet());

    private final Questions questions;
    private final RegionLogs logs;

    EntriesController(Questions questions, RegionLogs logs) {
        this.questions = questions;
        this.logs = logs;
    }

    @Described(by = EntriesDescription.class)
    @GetMapping("/api/accounts/{id}/entries")
    ResponseEntity<CursorPage<EntryView>> entries(
            @PathVariable("id") String id, @RequestParam MultiValueMap<String, String> given) {
        Cursors cursors = new Cursors("/api/accounts/" + id + "/entries");
        Parameters parameters = Parameters.of(given, PARAMETERS, cursors);
        AccountId account = Ids.account(id, logs);
        GetEntries query = new GetEntries(
                account,
                Readings.of(parameters, new TreeSet<>(List.of(account.region())), logs.regions()),
                parameters.page());
        Slice<EntryView> slice = questions.ask(query, Slice.class);
        CursorPage<EntryView> page = CursorPage.of(slice, parameters, query.reading(), cursors);
        return MomentAnswer.of(page, query, query.reading(), page.asOf());
    }
}
