package dev.flare.saga.alert;

import dev.flare.saga.answer.AlertAnswer;
import dev.flare.saga.transaction.CanaryDecision;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Alerts in the log, at ERROR; canaries at INFO. */
public final class LogChannel implements AlertChannel {

    /** The name of its logger, by which alerts are told from other errors. */
    public static final String LOGGER = "dev.flare.alert";

    private static final Logger LOG = LoggerFactory.getLogger(LOGGER);

    @Override
    public String name() {
        return "log";
    }

    /** Not the reason, which is somebody's own words. */
    @Override
    public void tell(AlertAnswer alert) {
        boolean isCanary = alert.type().equals(CanaryDecision.TYPE);
        LOG.atLevel(isCanary ? Level.INFO : Level.ERROR)
                .addKeyValue("alertId", alert.alertId())
                .addKeyValue("transactionId", alert.transactionId())
                .addKeyValue("type", alert.type())
                .addKeyValue("participant", alert.participant())
                .addKeyValue("failure", alert.failure())
                .addKeyValue("raisedAt", alert.raisedAt().toString())
                .addKeyValue("escalations", alert.escalations())
                .addKeyValue("correlationId", alert.correlationId())
                .addKeyValue("runbook", alert.runbook())
                .log(
                        isCanary
                                ? "canary: {} of transaction {} failed first ({}); {}"
                                : "FLARE: {} of transaction {} failed first ({}); {}",
                        alert.participant(),
                        alert.transactionId(),
                        alert.failure(),
                        alert.next());
    }
}
