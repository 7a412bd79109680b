package dev.flare.saga.kafka;

import dev.flare.messages.view.PageRequest;
import dev.flare.web.asking.Answer;
import dev.flare.web.asking.Cursor;
import dev.flare.web.asking.Cursors;
import dev.flare.web.asking.Parameters;
import dev.flare.web.document.Described;
import java.util.List;
import org.springframework.http.ResponseEntity;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code GET /api/supervisor/parked-reports} */
@RestController
public final class ParkedReportController {

    /** The answer's outermost object, so that fields can be added beside the list. */
    record ParkedPage(Cursor<ParkedReports.Parked> cursor) {}

    private static final Cursors CURSORS = new Cursors("/api/supervisor/parked-reports");

    private final ParkedReports parked;

    public ParkedReportController(ParkedReports parked) {
        this.parked = parked;
    }

    @Described(by = ParkedReportDescription.class)
    @GetMapping("/api/supervisor/parked-reports")
    ResponseEntity<ParkedPage> parked(@RequestParam MultiValueMap<String, String> given) {
        Parameters parameters = Parameters.of(given, Parameters.PAGING, CURSORS);
        PageRequest page = parameters.page();
        if (page.key() != null && !page.key().matches("[0-9]{1,18}")) {
            throw Cursors.unknown();
        }
        List<ParkedReports.Parked> found = parked.list(page);
        return Answer.live(new ParkedPage(cursor(found, page, parameters)));
    }

    private static Cursor<ParkedReports.Parked> cursor(
            List<ParkedReports.Parked> found, PageRequest page, Parameters parameters) {
        boolean more = found.size() > page.size();
        List<ParkedReports.Parked> cut = more ? found.subList(0, page.size()) : found;
        List<ParkedReports.Parked> inOrder = page.backwards() ? cut.reversed() : cut;
        boolean hasNext = !cut.isEmpty() && (page.backwards() || more);
        boolean hasPrevious = !cut.isEmpty() && (page.backwards() ? more : page.key() != null);
        return Cursor.of(
                inOrder,
                hasNext ? String.valueOf(inOrder.getLast().id()) : null,
                hasPrevious ? String.valueOf(inOrder.getFirst().id()) : null,
                null,
                parameters,
                CURSORS);
    }
}
