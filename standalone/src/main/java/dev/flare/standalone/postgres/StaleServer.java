package dev.flare.standalone.postgres;

import dev.flare.standalone.exit.CommandStopped;
import dev.flare.standalone.exit.ExitCode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A PostgreSQL that outlived its Flare, as after {@code kill -9}. To be asked only while the data directory's lock is held:
 * then no Flare is using it.
 */
final class StaleServer {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(10);

    private StaleServer() {}

    /** Leaves nothing running on the data directory, and true when there was something. */
    static boolean stop(Path postgres) {
        Optional<PostmasterPid> left = PostmasterPid.of(postgres);
        if (left.isEmpty()) {
            PostmasterPid.removeWithoutPid(postgres);
        }
        left.filter(server -> !server.isRunning()).ifPresent(PostmasterPid::forgetPid);
        return left.filter(PostmasterPid::isRunning).map(StaleServer::interrupt).orElse(false);
    }

    /** SIGINT is PostgreSQL's fast shutdown: it rolls back what is open, writes a checkpoint and ends. */
    private static boolean interrupt(PostmasterPid server) {
        try {
            new ProcessBuilder("kill", "-INT", String.valueOf(server.pid()))
                    .start()
                    .waitFor();
            awaitEnd(server);
            return true;
        } catch (IOException e) {
            throw new CommandStopped(ExitCode.NO, "cannot stop the PostgreSQL left from before, " + server.pid(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandStopped(ExitCode.NO, "interrupted while the PostgreSQL left from before was ending", e);
        }
    }

    private static void awaitEnd(PostmasterPid server) throws InterruptedException {
        long start = System.nanoTime();
        while (server.isRunning()) {
            if (System.nanoTime() - start > PATIENCE.toNanos()) {
                throw new CommandStopped(
                        ExitCode.NO,
                        "the PostgreSQL left from before, process " + server.pid()
                                + ", does not end; stop it and try again");
            }
            TimeUnit.NANOSECONDS.sleep(LOOK_AGAIN.toNanos());
        }
    }
}
