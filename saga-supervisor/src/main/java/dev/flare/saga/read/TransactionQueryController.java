package dev.flare.saga.read;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.flare.messages.shared.RefusalCode;
import dev.flare.messages.shared.RefusedException;
import dev.flare.saga.answer.AsOf;
import dev.flare.saga.answer.TransactionAnswer;
import dev.flare.saga.following.SentTransfers;
import dev.flare.saga.lists.Lists;
import dev.flare.saga.transaction.Ids;
import dev.flare.saga.transaction.Status;
import dev.flare.saga.transaction.Transaction;
import dev.flare.web.asking.Answer;
import dev.flare.web.asking.Cursors;
import dev.flare.web.asking.Parameters;
import dev.flare.web.document.Described;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code GET /api/transactions}, {@code /api/transactions/{id}} and {@code /api/transactions/{id}/explain} */
@RestController
public final class TransactionQueryController {

    /** A transaction, and what the answer reflects. */
    record TransactionAsOf(@JsonUnwrapped TransactionAnswer transaction, AsOf asOf) {}

    private static final Set<String> LIST_PARAMETERS = Stream.of(
                    Moments.PARAMETERS, Parameters.PAGING, Set.of("status", "type", "participant"))
            .flatMap(Set::stream)
            .collect(Collectors.toUnmodifiableSet());

    private static final Cursors CURSORS = new Cursors("/api/transactions");

    private final TransactionReader reader;
    private final Lists lists;
    private final Moments moments;
    private final Waiting waiting;
    private final SentTransfers sent;

    public TransactionQueryController(
            TransactionReader reader, Lists lists, Moments moments, Waiting waiting, SentTransfers sent) {
        this.reader = reader;
        this.lists = lists;
        this.moments = moments;
        this.waiting = waiting;
        this.sent = sent;
    }

    @Described(by = TransactionQueryDescriptions.One.class)
    @GetMapping("/api/transactions/{id}")
    ResponseEntity<TransactionAsOf> transaction(
            @PathVariable("id") String id, @RequestParam MultiValueMap<String, String> given) {
        Moments.Wanted wanted = moments.wanted(Parameters.of(given, Moments.PARAMETERS));
        long position = waiting.position(wanted);
        Transaction transaction = known(id, position, wanted);
        TransactionAsOf answer = new TransactionAsOf(TransactionAnswer.of(transaction), moments.asOf(position));
        return of(answer, "transaction " + id, wanted);
    }

    @Described(by = TransactionQueryDescriptions.Explain.class)
    @GetMapping("/api/transactions/{id}/explain")
    ResponseEntity<Explanation> explain(
            @PathVariable("id") String id, @RequestParam MultiValueMap<String, String> given) {
        Moments.Wanted wanted = moments.wanted(Parameters.of(given, Moments.PARAMETERS));
        long position = waiting.position(wanted);
        Transaction transaction = known(id, position, wanted);
        Explanation answer = Explanation.of(
                transaction,
                TransactionAnswer.of(transaction).participants(),
                reader.events(id, position),
                moments.asOf(position));
        return of(answer, "explain " + id, wanted);
    }

    /**
     * One that was registered later is there, and was not yet; one that nobody has registered is not there, unless it is a transfer
     * that has just been sent.
     */
    private Transaction known(String id, long position, Moments.Wanted wanted) {
        Transaction transaction = reader.at(Ids.existingTransaction(id), position);
        if (transaction.known()) {
            return transaction;
        }
        Transaction now = reader.now(id);
        if (now.known()) {
            return wanted.fixed() == null ? now : transaction;
        }
        Optional<Transaction> begun = sent.find(id);
        if (begun.isEmpty()) {
            throw new RefusedException(RefusalCode.NOT_FOUND, "there is no such transaction", "transactionId");
        }
        return wanted.fixed() == null ? begun.get() : transaction;
    }

    @Described(by = TransactionQueryDescriptions.Many.class)
    @GetMapping("/api/transactions")
    ResponseEntity<Page<TransactionAnswer>> transactions(@RequestParam MultiValueMap<String, String> given) {
        Parameters parameters = Parameters.of(given, LIST_PARAMETERS, CURSORS);
        Moments.Wanted wanted = moments.wanted(parameters);
        Lists.Filter filter = new Lists.Filter(
                status(parameters), parameters.text("type"), parameters.text("participant"), wanted.upTo());
        Page.refuseFilters(wanted, filter);
        Lists.Found found = lists.transactions(filter, Page.request(parameters), wanted.needed());
        Page<TransactionAnswer> page = Page.of(
                found,
                wanted,
                parameters,
                CURSORS,
                moments,
                item -> TransactionAnswer.of(
                        wanted.fixed() == null ? item.transaction() : reader.at(item.id(), wanted.fixed())));
        return of(page, "transactions " + given, wanted);
    }

    private static @Nullable String status(Parameters parameters) {
        Status status = parameters.value("status", Status::valueOf, "the status of a transaction, such as HALTED");
        if (status == Status.NOT_REGISTERED) {
            throw RefusedException.invalid("status", "no list has what was not registered");
        }
        return status == null ? null : status.name();
    }

    private static <T> ResponseEntity<T> of(T body, String question, Moments.Wanted wanted) {
        return wanted.fixed() == null
                ? Answer.live(body)
                : Answer.fixed(body, Transaction.FOLD_VERSION + "|" + wanted.fixed() + "|" + question);
    }
}
