package dev.flare.conformance;

import static dev.flare.conformance.StatusRow.Expected.NEVER_STARTED;
import static dev.flare.conformance.StatusRow.Expected.UNDONE;
import static dev.flare.conformance.StatusRow.Expected.UNKNOWN;
import static dev.flare.conformance.StatusRow.Expected.WORKED;

import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** What can happen to a participant. {@code docs/CONFORMANCE.md} tells the same for people. */
final class Cases {

    static final String WORK = "work";
    static final String DUPLICATE_WORK = "duplicate-work";
    static final String WORK_AT_ONCE = "work-at-once";
    static final String COMPENSATION = "compensation";
    static final String REPEATED_COMPENSATION = "repeated-compensation";
    static final String COMPENSATION_AT_ONCE = "compensation-at-once";
    static final String LATE_WORK = "late-work";
    static final String NULL_COMPENSATION = "null-compensation";
    static final String WORK_AND_COMPENSATION = "work-and-compensation";
    static final String UNKNOWN_TRANSACTION = "unknown-transaction";
    static final String MALFORMED_WORK = "malformed-work";
    static final String MALFORMED_COMPENSATION = "malformed-compensation";

    private static final int AT_ONCE = 6;
    private static final int RACES = 15;

    /**
     * One of them.
     *
     * @param promise what a participant owes
     */
    record Case(String name, String promise, Course course) {}

    /** How a case goes. */
    @FunctionalInterface
    interface Course {

        void run(Asked asked, Transactions transactions);
    }

    private Cases() {}

    static List<Case> all() {
        return List.of(
                new Case(WORK, "work is done, and the row says so", Cases::work),
                new Case(DUPLICATE_WORK, "work that is asked for again is not done again", Cases::duplicateWork),
                new Case(WORK_AT_ONCE, "work that is asked for several times at once is done once", Cases::workAtOnce),
                new Case(COMPENSATION, "work is undone, and the row says so", Cases::compensation),
                new Case(
                        REPEATED_COMPENSATION,
                        "a compensation that is asked for again is answered 2xx and does nothing",
                        Cases::repeatedCompensation),
                new Case(
                        COMPENSATION_AT_ONCE,
                        "a compensation that is asked for several times at once is done once",
                        Cases::compensationAtOnce),
                new Case(LATE_WORK, "work after its compensation is refused", Cases::lateWork),
                new Case(
                        NULL_COMPENSATION,
                        "a compensation before any work is answered 2xx, and work after it is refused",
                        Cases::nullCompensation),
                new Case(
                        WORK_AND_COMPENSATION,
                        "of work and compensation at the same moment nothing is left",
                        Cases::workAndCompensation),
                new Case(UNKNOWN_TRANSACTION, "of an unknown transaction nothing is claimed", Cases::unknown),
                new Case(
                        MALFORMED_WORK, "malformed requests for work are 4xx and change nothing", Cases::malformedWork),
                new Case(
                        MALFORMED_COMPENSATION,
                        "malformed requests to compensate are 4xx and change nothing",
                        Cases::malformedCompensation));
    }

    private static void work(Asked asked, Transactions transactions) {
        String id = transactions.begin();
        asked.works(id);
        asked.becomes(id, WORKED);
    }

    private static void duplicateWork(Asked asked, Transactions transactions) {
        String id = transactions.begin();
        asked.works(id);
        asked.becomes(id, WORKED);
        asked.expect("POST work again", "2xx, or 409: done already", asked.work(id), isDoneAlready());
        asked.stays(id, WORKED);
    }

    private static Predicate<Came> isDoneAlready() {
        return came -> came.isSuccess() || came.status() == 409;
    }

    private static void workAtOnce(Asked asked, Transactions transactions) {
        String id = transactions.begin();
        List<Came> came = atOnce(() -> asked.work(id));
        asked.step(
                "POST work, " + AT_ONCE + " at once",
                "2xx at least once, else 409, 429 or 503",
                came,
                came.stream().anyMatch(Came::isSuccess)
                        && came.stream().allMatch(one -> one.isSuccess() || one.isAskedAgain()));
        asked.becomes(id, WORKED);
        asked.stays(id, WORKED);
    }

    private static void compensation(Asked asked, Transactions transactions) {
        String id = worked(asked, transactions);
        transactions.halt(id);
        asked.compensates(id, "");
        asked.becomes(id, UNDONE);
    }

    private static void repeatedCompensation(Asked asked, Transactions transactions) {
        String id = worked(asked, transactions);
        transactions.halt(id);
        asked.compensates(id, "");
        asked.becomes(id, UNDONE);
        asked.compensates(id, "again");
        asked.compensates(id, "once more");
        asked.stays(id, UNDONE);
    }

    private static void compensationAtOnce(Asked asked, Transactions transactions) {
        String id = worked(asked, transactions);
        transactions.halt(id);
        List<Came> came = atOnce(() -> asked.compensatedAtLast(id));
        asked.step(
                "POST compensate, " + AT_ONCE + " at once",
                "2xx, after a repetition where 409 or 503 asks for it",
                came,
                came.stream().allMatch(Came::isSuccess));
        asked.becomes(id, UNDONE);
        asked.stays(id, UNDONE);
    }

    private static void lateWork(Asked asked, Transactions transactions) {
        String id = worked(asked, transactions);
        transactions.halt(id);
        asked.compensates(id, "");
        asked.becomes(id, UNDONE);
        asked.isTooLate(id, "after the compensation");
        asked.stays(id, UNDONE);
    }

    private static void nullCompensation(Asked asked, Transactions transactions) {
        String id = transactions.begin();
        transactions.halt(id);
        asked.compensates(id, "before any work");
        asked.becomes(id, NEVER_STARTED);
        asked.isTooLate(id, "after the compensation");
        asked.stays(id, NEVER_STARTED);
        asked.compensates(id, "again");
    }

    private static void workAndCompensation(Asked asked, Transactions transactions) {
        for (int i = 0; i < RACES && asked.steps().stream().allMatch(Step::isRight); i++) {
            String id = transactions.begin();
            transactions.halt(id);
            List<Came> came = Asked.atOnce(() -> asked.work(id), () -> asked.compensatedAtLast(id));
            asked.step(
                    "POST work and POST compensate at the same moment",
                    "work 2xx, 4xx or 503; compensate 2xx",
                    came,
                    (came.getFirst().isSuccess()
                                    || came.getFirst().isRefusal()
                                    || came.getFirst().isAskedAgain())
                            && came.getLast().isSuccess());
            asked.becomes(id, UNDONE);
            asked.stays(id, UNDONE);
            asked.isTooLate(id, "after both");
        }
    }

    private static void unknown(Asked asked, Transactions transactions) {
        asked.stays(transactions.unheardOf(), UNKNOWN);
    }

    private static void malformedWork(Asked asked, Transactions transactions) {
        String id = transactions.unheardOf();
        for (String body : malformed(id)) {
            asked.expect("POST work " + shown(body), "4xx", asked.workWith(body), Came::isRefusal);
        }
        asked.stays(id, UNKNOWN);
    }

    private static void malformedCompensation(Asked asked, Transactions transactions) {
        String id = transactions.unheardOf();
        for (String body : malformed(id)) {
            asked.expect("POST compensate " + shown(body), "4xx", asked.compensateWith(body), Came::isRefusal);
        }
        asked.stays(id, UNKNOWN);
    }

    private static List<String> malformed(String id) {
        return List.of(
                "",
                id,
                "{\"transactionId\":\"" + id + "\"",
                "[{\"transactionId\":\"" + id + "\"}]",
                "{\"transaction\":\"" + id + "\"}",
                "{\"transactionId\":7}",
                "{\"transactionId\":null}",
                "{\"transactionId\":\"\"}",
                "{\"transactionId\":\"" + id + "/../x\"}",
                "{\"transactionId\":\"" + id + "x".repeat(200) + "\"}");
    }

    private static String shown(String body) {
        return body.isEmpty() ? "nothing" : body.length() <= 80 ? body : body.substring(0, 80) + "…";
    }

    private static String worked(Asked asked, Transactions transactions) {
        String id = transactions.begin();
        asked.works(id);
        asked.becomes(id, WORKED);
        return id;
    }

    @SuppressWarnings("unchecked")
    private static List<Came> atOnce(Supplier<Came> call) {
        return Asked.atOnce(IntStream.range(0, AT_ONCE).mapToObj(i -> call).toArray(Supplier[]::new));
    }
}
