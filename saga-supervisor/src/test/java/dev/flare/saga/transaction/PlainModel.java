package dev.flare.saga.transaction;

import dev.flare.messages.supervision.MatrixRow;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What API.md says of a transaction of a, b after a, and c, in plain words and without any event: what the decisions are compared
 * with. Knows nothing of them.
 */
final class PlainModel {

    private final boolean compensatesByItself;
    private String status = "RUNNING";
    /** What was accepted, as "a STARTED". */
    private final Set<String> facts = new HashSet<>();
    /** Who did something or says so, accepted or not; who began last is last. */
    private final List<String> workers = new ArrayList<>();

    private int alerts;
    private boolean alertedSinceTheLastResume;
    private boolean alertIsOpen;

    PlainModel(boolean compensatesByItself) {
        this.compensatesByItself = compensatesByItself;
    }

    PlainModel copy() {
        PlainModel copy = new PlainModel(compensatesByItself);
        copy.status = status;
        copy.facts.addAll(facts);
        copy.workers.addAll(workers);
        copy.alerts = alerts;
        copy.alertedSinceTheLastResume = alertedSinceTheLastResume;
        copy.alertIsOpen = alertIsOpen;
        return copy;
    }

    /** The answer to a report: OK, or the code of the refusal. */
    String report(String who, String what) {
        if (facts.contains(who + " " + what)) {
            return "OK";
        }
        return switch (status) {
            case "RUNNING" -> reportWhileRunning(who, what);
            case "COMPLETED" -> {
                alert();
                yield "CONTRADICTION";
            }
            case "COMPENSATING" -> what.equals("COMPENSATED") ? undo(who) : tooLate(who, what);
            default -> tooLate(who, what);
        };
    }

    private String reportWhileRunning(String who, String what) {
        switch (what) {
            case "STARTED" -> {
                if (who.equals("b") && !facts.contains("a COMPLETED")) {
                    return failOn(who, what, "TX_HALTED");
                }
                facts.add(who + " STARTED");
                workers.remove(who);
                workers.add(who);
                return "OK";
            }
            case "COMPLETED" -> {
                if (!facts.contains(who + " STARTED")) {
                    return failOn(who, what, "NOT_STARTED");
                }
                facts.add(who + " COMPLETED");
                if (facts.containsAll(Set.of("a COMPLETED", "b COMPLETED", "c COMPLETED"))) {
                    status = "COMPLETED";
                }
                return "OK";
            }
            case "FAILED" -> {
                if (facts.contains(who + " COMPLETED")) {
                    return failOn(who, what, "CONTRADICTION");
                }
                facts.add(who + " FAILED");
                return failOn(who, what, "OK");
            }
            default -> {
                return failOn(who, what, "CONTRADICTION");
            }
        }
    }

    private String failOn(String who, String what, String answer) {
        remember(who, what);
        firstFailure();
        return answer;
    }

    private void firstFailure() {
        alert();
        status = "HALTED";
        if (compensatesByItself) {
            status = "COMPENSATING";
            endWhenAllIsUndone();
        }
    }

    private void alert() {
        if (!alertedSinceTheLastResume) {
            alerts++;
            alertedSinceTheLastResume = true;
            alertIsOpen = true;
        }
    }

    private String tooLate(String who, String what) {
        boolean isNews = remember(who, what);
        if (isNews && status.equals("COMPENSATED")) {
            alertIsOpen = true;
        }
        return "TX_HALTED";
    }

    private boolean remember(String who, String what) {
        boolean isWork = what.equals("STARTED") || what.equals("COMPLETED");
        if (!isWork || workers.contains(who)) {
            return false;
        }
        workers.add(who);
        return !facts.contains(who + " COMPENSATED");
    }

    private String undo(String who) {
        facts.add(who + " COMPENSATED");
        endWhenAllIsUndone();
        return "OK";
    }

    private void endWhenAllIsUndone() {
        if (nextToBeUndone().equals("nobody")) {
            status = "COMPENSATED";
            alertIsOpen = false;
        }
    }

    /** The time of everybody who has time is over. */
    String timePasses() {
        if (status.equals("RUNNING")) {
            firstFailure();
        }
        return "OK";
    }

    String operator(String act) {
        boolean isPossible = status.equals("HALTED") || status.equals("COMPENSATING") && act.equals("ABANDON");
        if (!isPossible) {
            return "NOT_POSSIBLE_NOW";
        }
        switch (act) {
            case "RESUME" -> {
                status = "RUNNING";
                facts.removeAll(Set.of("a FAILED", "b FAILED", "c FAILED"));
                alertedSinceTheLastResume = false;
                alertIsOpen = false;
            }
            case "ABANDON" -> {
                status = "ABANDONED";
                alertIsOpen = false;
            }
            default -> {
                status = "COMPENSATING";
                endWhenAllIsUndone();
            }
        }
        return "OK";
    }

    String status() {
        return status;
    }

    int alerts() {
        return alerts;
    }

    boolean alertIsOpen() {
        return alertIsOpen;
    }

    String nextToBeUndone() {
        if (status.equals("COMPENSATING")) {
            for (String who : workers.reversed()) {
                if (!facts.contains(who + " COMPENSATED")) {
                    return who;
                }
            }
        }
        return "nobody";
    }

    List<MatrixRow> matrix() {
        return List.of(row("a"), row("b"), row("c"));
    }

    private MatrixRow row(String who) {
        return new MatrixRow(
                who,
                facts.contains(who + " STARTED"),
                facts.contains(who + " COMPLETED"),
                facts.contains(who + " FAILED"),
                facts.contains(who + " COMPENSATED"));
    }
}
