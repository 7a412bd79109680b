package dev.flare.participant.report;

import dev.flare.participant.Answer;
import dev.flare.participant.Report;
import dev.flare.participant.Reports;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Takes reports, or answers what it is told to; remembers all that it was sent. */
final class RecordingReports implements Reports {

    private static final Answer AWAY = new Answer.NotNow("away", Duration.ZERO);

    private final List<String> sent = new CopyOnWriteArrayList<>();
    private final List<String> taken = new CopyOnWriteArrayList<>();
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private volatile boolean isAway;

    /** @param report such as {@code t-1 STARTED} */
    void answers(String report, Answer answer) {
        answers.put(report, answer);
    }

    void answersAsUsual(String report) {
        answers.remove(report);
    }

    void isAway(boolean away) {
        isAway = away;
    }

    List<String> sent() {
        return List.copyOf(sent);
    }

    List<String> taken() {
        return List.copyOf(taken);
    }

    @Override
    public Answer send(Report report) {
        String what = report.transactionId() + " " + report.state();
        sent.add(what);
        Answer answer = isAway ? AWAY : answers.getOrDefault(what, new Answer.Taken());
        if (answer instanceof Answer.Taken) {
            taken.add(what);
        }
        return answer;
    }
}
