package dev.flare.standalone.bankimport;

import dev.flare.standalone.exit.CommandStopped;
import dev.flare.standalone.exit.ExitCode;
import dev.flare.standalone.http.Answer;
import dev.flare.standalone.http.FlareClient;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.time.Duration;

/**
 * Sends a request until it is answered, for a bounded time. Also when nobody knows whether it was carried out: to be used
 * with requests that carry an idempotency key.
 */
final class PatientSender {

    static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final FlareClient flare;
    private final Pause pause;

    PatientSender(FlareClient flare, Pause pause) {
        this.flare = flare;
        this.pause = pause;
    }

    /** The answer, whatever it says, unless it asks to try again; {@link CommandStopped} when patience is at its end. */
    Answer send(HttpRequest request) {
        long giveUp = pause.now() + PATIENCE.toNanos();
        Duration wait = FIRST_PAUSE;
        while (true) {
            CommandStopped failure;
            Duration asked = Duration.ZERO;
            try {
                Answer answer = flare.send(request);
                if (!answer.isWorthRetrying()) {
                    return answer;
                }
                asked = answer.retryAfter().orElse(Duration.ZERO);
                failure = new CommandStopped(ExitCode.NOT_REACHABLE, flare + " answers " + answer.problem());
            } catch (IOException e) {
                failure = flare.notReachable(e);
            }
            if (pause.now() >= giveUp) {
                throw failure;
            }
            pause.sleep(shorter(longer(wait, asked), LONGEST_PAUSE));
            wait = shorter(wait.multipliedBy(2), LONGEST_PAUSE);
        }
    }

    private static Duration longer(Duration a, Duration b) {
        return a.compareTo(b) > 0 ? a : b;
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
