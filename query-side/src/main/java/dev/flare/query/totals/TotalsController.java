package dev.flare.query.totals;

import dev.flare.messages.shared.Region;
import dev.flare.messages.view.GetTotals;
import dev.flare.messages.view.TotalsView;
import dev.flare.query.ask.Questions;
import dev.flare.query.http.Ids;
import dev.flare.query.http.MomentAnswer;
import dev.flare.query.http.Readings;
import dev.flare.query.moment.RegionLogs;
import dev.flare.web.asking.Parameters;
import dev.flare.web.document.Described;
import java.util.List;
import java.util.TreeSet;
import org.springframework.http.ResponseEntity;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
class TotalsController {

    private final Questions questions;
    private final RegionLogs logs;

    TotalsController(Questions questions, RegionLogs logs) {
        this.questions = questions;
        this.logs = logs;
    }

    @Described(by = TotalsDescription.class)
    @GetMapping("/api/regions/{region}/totals")
    ResponseEntity<TotalsView> totals(
            @PathVariable("region") String name, @RequestParam MultiValueMap<String, String> given) {
        Parameters parameters = Parameters.of(given, Readings.PARAMETERS);
        Region region = Ids.region(name, logs);
        GetTotals query =
                new GetTotals(region, Readings.of(parameters, new TreeSet<>(List.of(region)), logs.regions()));
        TotalsView answer = questions.ask(query, TotalsView.class);
        return MomentAnswer.of(answer, query, query.reading(), answer.asOf());
    }
}
