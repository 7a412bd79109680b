package dev.flare.web.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.AppenderBase;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A log whose disk hangs until it is told otherwise. What the queue's thread has taken to write counts beside what is queued. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@Timeout(30)
class LogQueueTest {

    private static final int LINES = 100;

    private final LoggerContext context = new LoggerContext();
    private final Logger log = context.getLogger("test");
    private final CountDownLatch diskWorks = new CountDownLatch(1);
    private final Queue<String> written = new ConcurrentLinkedQueue<>();
    private final Counter discarded = new SimpleMeterRegistry().counter("discarded");
    private final LogQueue queue = new LogQueue(disk(), LINES, discarded);

    LogQueueTest() {
        context.setMDCAdapter(new LogbackMDCAdapter());
        log.setLevel(Level.INFO);
        log.addAppender(queue);
        queue.start();
    }

    private AppenderBase<ILoggingEvent> disk() {
        AppenderBase<ILoggingEvent> disk = new AppenderBase<>() {
            @Override
            protected void append(ILoggingEvent line) {
                awaitDisk();
                written.add(line.getFormattedMessage());
            }
        };
        disk.setContext(context);
        disk.start();
        return disk;
    }

    /** A disk that hangs does not listen to interrupts. */
    private void awaitDisk() {
        boolean interrupted = Thread.interrupted();
        while (diskWorks.getCount() > 0) {
            LockSupport.parkNanos(1_000_000);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @AfterEach
    void stop() {
        diskWorks.countDown();
        queue.stop();
    }

    private List<String> writtenInTheEnd() {
        diskWorks.countDown();
        queue.stop();
        return List.copyOf(written);
    }

    @Test
    void while_the_disk_hangs_nobody_waits_and_what_is_left_out_is_counted() {
        for (int i = 0; i < 10 * LINES; i++) {
            log.info("line {}", i);
        }
        assertThat(writtenInTheEnd()).hasSize(10 * LINES - (int) discarded.count());
        assertThat(discarded.count()).isGreaterThanOrEqualTo(8 * LINES);
    }

    @Test
    void warnings_and_errors_find_room_where_requests_found_none() {
        for (int i = 0; i < 10 * LINES; i++) {
            log.info("line {}", i);
        }
        log.warn("a warning");
        log.error("an error");
        assertThat(writtenInTheEnd()).endsWith("a warning", "an error");
    }

    @Test
    void a_warning_too_many_waits_for_the_disk_and_is_not_lost() throws InterruptedException {
        Thread warning = Thread.ofVirtual().start(() -> {
            for (int i = 0; i < 4 * LINES; i++) {
                log.warn("warning {}", i);
            }
        });
        assertThat(warning.join(Duration.ofMillis(300))).isFalse();
        diskWorks.countDown();
        assertThat(warning.join(Duration.ofSeconds(10))).isTrue();
        assertThat(writtenInTheEnd()).hasSize(4 * LINES);
        assertThat(discarded.count()).isZero();
    }
}
