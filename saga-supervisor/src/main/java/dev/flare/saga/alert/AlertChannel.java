package dev.flare.saga.alert;

import dev.flare.saga.answer.AlertAnswer;

/**
 * A way to tell somebody of an alert. Each alert is given to it at least once, and again when a failing compensation makes it
 * urgent anew; who must not be told twice goes by the alert's id and {@code escalations}.
 */
public interface AlertChannel {

    /** Its name in answers, numbers and logs. */
    String name();

    /**
     * Tells of an alert, within a few seconds.
     *
     * @throws Exception when nobody was told: then it is tried again
     */
    void tell(AlertAnswer alert) throws Exception;
}
