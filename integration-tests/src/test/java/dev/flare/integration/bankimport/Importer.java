package dev.flare.integration.bankimport;

import dev.flare.integration.support.Api;
import dev.flare.integration.support.Java;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** {@code flare import bank} as a process of its own. */
final class Importer implements AutoCloseable {

    private final Process process;
    private final CopyOnWriteArrayList<String> said = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Void> end = new CompletableFuture<>();

    /** @param listener told every line that it says */
    Importer(Path file, Api api, Consumer<String> listener) {
        process = Java.start(
                "dev.flare.standalone.FlareCommand",
                "import",
                "bank",
                file.toString(),
                "--region",
                "uk",
                "--url",
                api.base());
        Thread.ofVirtual().start(() -> read(listener));
    }

    private void read(Consumer<String> listener) {
        try (BufferedReader out = process.inputReader()) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                said.add(line);
                listener.accept(line);
            }
            end.complete(null);
        } catch (IOException e) {
            end.completeExceptionally(new UncheckedIOException(e));
        }
    }

    /** All it said, when it is done. */
    String await(Duration atMost) {
        try {
            end.get(atMost.toSeconds(), TimeUnit.SECONDS);
            int exit = process.waitFor();
            if (exit != 0) {
                throw new AssertionError("exit code " + exit + " after\n" + String.join("\n", said));
            }
            return String.join("\n", said);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError("not done, after\n" + String.join("\n", said), e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
