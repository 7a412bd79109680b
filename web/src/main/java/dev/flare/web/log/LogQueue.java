package dev.flare.web.log;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.AppenderBase;
import io.micrometer.core.instrument.Counter;

/**
 * A bounded queue before a place that the log is written to, with a thread of its own. When the disk is too slow, lines up to
 * INFO are left out and counted, so that no request waits. Warnings and errors have the last fifth of the queue to themselves,
 * and when that is full too, who writes one waits: none is lost.
 */
final class LogQueue extends AsyncAppender {

    private static final int FLUSH_MILLIS = 5_000;

    private final int reserve;
    private final Counter discarded;

    LogQueue(Appender<ILoggingEvent> target, int lines, Counter discarded) {
        this.reserve = Math.max(1, lines / 5);
        this.discarded = discarded;
        setName(target.getName());
        setContext(target.getContext());
        setQueueSize(lines);
        // What is discarded, and that it is counted, is decided here.
        setDiscardingThreshold(0);
        setMaxFlushTime(FLUSH_MILLIS);
        target.getCopyOfAttachedFiltersList().forEach(this::addFilter);
        addAppender(new To(target));
    }

    @Override
    protected void append(ILoggingEvent line) {
        if (getRemainingCapacity() <= reserve && !line.getLevel().isGreaterOrEqual(Level.WARN)) {
            discarded.increment();
        } else {
            super.append(line);
        }
    }

    /** The queue stops what is attached to it when it is stopped; the target lives on. */
    private static final class To extends AppenderBase<ILoggingEvent> {

        private final Appender<ILoggingEvent> target;

        To(Appender<ILoggingEvent> target) {
            this.target = target;
            setName(target.getName());
            setContext(target.getContext());
            start();
        }

        @Override
        protected void append(ILoggingEvent line) {
            target.doAppend(line);
        }
    }
}
