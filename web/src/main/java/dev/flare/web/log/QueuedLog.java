package dev.flare.web.log;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.LoggerFactory;

/**
 * From its making to its close, the log is written through queues, one for the console and one for the file. What is in them
 * when the process is killed is lost.
 */
public final class QueuedLog implements AutoCloseable {

    private final Map<LogQueue, Appender<ILoggingEvent>> targets = new LinkedHashMap<>();

    /** @param lines how many each queue holds */
    public QueuedLog(int lines, MeterRegistry meters) {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
            appenders(root).forEach(target -> putBefore(target, lines, root, meters));
        }
    }

    private static List<Appender<ILoggingEvent>> appenders(Logger root) {
        List<Appender<ILoggingEvent>> appenders = new ArrayList<>();
        root.iteratorForAppenders().forEachRemaining(appenders::add);
        return appenders;
    }

    private void putBefore(Appender<ILoggingEvent> target, int lines, Logger root, MeterRegistry meters) {
        LogQueue queue = new LogQueue(target, lines, discarded(target, meters));
        queue.start();
        Gauge.builder("flare.log.waiting", queue, LogQueue::getNumberOfElementsInQueue)
                .tag("to", String.valueOf(target.getName()))
                .register(meters);
        targets.put(queue, target);
        // At no moment neither of them: a line may come twice, none is left out.
        root.addAppender(queue);
        root.detachAppender(target);
    }

    private static Counter discarded(Appender<ILoggingEvent> target, MeterRegistry meters) {
        return Counter.builder("flare.log.discarded")
                .description("lines up to INFO left out because the log could not be written fast enough")
                .tag("to", String.valueOf(target.getName()))
                .register(meters);
    }

    /** Writes what waits, for a few seconds at most; from then on lines are written as they come. */
    @Override
    public void close() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
            targets.forEach((queue, target) -> {
                // Somebody may have set up the log anew meanwhile, and thrown both away.
                if (root.detachAppender(queue)) {
                    root.addAppender(target);
                }
                queue.stop();
            });
        }
    }
}
