package dev.flare.saga.read;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.flare.messages.shared.RefusalCode;
import dev.flare.messages.shared.RefusedException;
import dev.flare.saga.answer.AlertAnswer;
import dev.flare.saga.answer.AsOf;
import dev.flare.saga.lists.Lists;
import dev.flare.saga.transaction.Alert;
import dev.flare.saga.transaction.AlertStatus;
import dev.flare.saga.transaction.Transaction;
import dev.flare.saga.work.Pending;
import dev.flare.web.asking.Answer;
import dev.flare.web.asking.Cursors;
import dev.flare.web.asking.Parameters;
import dev.flare.web.document.Described;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.http.ResponseEntity;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code GET /api/alerts} and {@code /api/alerts/{id}} */
@RestController
public final class AlertQueryController {

    /** An alert, and what the answer reflects. */
    record AlertAsOf(@JsonUnwrapped AlertAnswer alert, AsOf asOf) {}

    private static final Set<String> LIST_PARAMETERS = Stream.of(
                    Moments.PARAMETERS, Parameters.PAGING, Set.of("status", "type"))
            .flatMap(Set::stream)
            .collect(Collectors.toUnmodifiableSet());

    private static final Cursors CURSORS = new Cursors("/api/alerts");

    private final TransactionReader reader;
    private final Lists lists;
    private final Moments moments;
    private final Waiting waiting;

    public AlertQueryController(TransactionReader reader, Lists lists, Moments moments, Waiting waiting) {
        this.reader = reader;
        this.lists = lists;
        this.moments = moments;
        this.waiting = waiting;
    }

    @Described(by = AlertQueryDescriptions.One.class)
    @GetMapping("/api/alerts/{id}")
    ResponseEntity<AlertAsOf> alert(@PathVariable("id") String id, @RequestParam MultiValueMap<String, String> given) {
        Moments.Wanted wanted = moments.wanted(Parameters.of(given, Moments.PARAMETERS));
        long position = waiting.position(wanted);
        Transaction transaction = reader.transactionOf(id)
                .map(transactionId -> reader.at(transactionId, position))
                .orElseThrow(AlertQueryController::unknown);
        List<Pending> pending = wanted.fixed() == null ? lists.pending(transaction.id()) : List.of();
        Alert alert = find(transaction, id).orElseThrow(AlertQueryController::unknown);
        AlertAsOf answer = new AlertAsOf(AlertAnswer.of(transaction, alert, pending), moments.asOf(position));
        return of(answer, "alert " + id, wanted);
    }

    private static Optional<Alert> find(Transaction transaction, String id) {
        return transaction.alerts().stream()
                .filter(alert -> alert.id().equals(id))
                .findFirst();
    }

    /** What is listed and not there is no client's mistake. */
    private static Alert listed(Transaction transaction, String id) {
        return find(transaction, id)
                .orElseThrow(() -> new IllegalStateException(
                        "alert " + id + " is listed, but transaction " + transaction.id() + " has no such alert"));
    }

    private static RefusedException unknown() {
        return new RefusedException(RefusalCode.NOT_FOUND, "there is no such alert, or was not yet", "alertId");
    }

    @Described(by = AlertQueryDescriptions.Many.class)
    @GetMapping("/api/alerts")
    ResponseEntity<Page<AlertAnswer>> alerts(@RequestParam MultiValueMap<String, String> given) {
        Parameters parameters = Parameters.of(given, LIST_PARAMETERS, CURSORS);
        Moments.Wanted wanted = moments.wanted(parameters);
        AlertStatus status = parameters.value("status", AlertStatus::valueOf, "OPEN, ACKNOWLEDGED or RESOLVED");
        Lists.Filter filter =
                new Lists.Filter(status == null ? null : status.name(), parameters.text("type"), null, wanted.upTo());
        Page.refuseFilters(wanted, filter);
        Lists.Found found = lists.alerts(filter, Page.request(parameters), wanted.needed());
        Page<AlertAnswer> page =
                Page.of(found, wanted, parameters, CURSORS, moments, item -> answer(item, found, wanted));
        return of(page, "alerts " + given, wanted);
    }

    private AlertAnswer answer(Lists.Item item, Lists.Found found, Moments.Wanted wanted) {
        if (wanted.fixed() != null) {
            Transaction then = reader.at(item.transaction().id(), wanted.fixed());
            return AlertAnswer.of(then, listed(then, item.id()), List.of());
        }
        List<Pending> pending = found.pending().stream()
                .filter(one -> one.transactionId().equals(item.transaction().id()))
                .toList();
        return AlertAnswer.of(item.transaction(), listed(item.transaction(), item.id()), pending);
    }

    private static <T> ResponseEntity<T> of(T body, String question, Moments.Wanted wanted) {
        return wanted.fixed() == null
                ? Answer.live(body)
                : Answer.fixed(body, Transaction.FOLD_VERSION + "|" + wanted.fixed() + "|" + question);
    }
}
