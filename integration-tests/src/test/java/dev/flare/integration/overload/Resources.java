package dev.flare.integration.overload;

import dev.flare.integration.support.Api;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a Flare holds of the machine's memory. */
final class Resources {

    private static final int MEGABYTE = 1 << 20;

    private Resources() {}

    /** What is reachable on the heap, in megabytes: after a collection that it was told to make. */
    static long liveHeap(Api api, long pid) {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        try {
            int exit = new ProcessBuilder(jcmd.toString(), String.valueOf(pid), "GC.run")
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
            if (exit != 0) {
                throw new IllegalStateException("jcmd ended with " + exit);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return Math.round(sum(api, "jvm_memory_used_bytes{area=\"heap\"") / MEGABYTE);
    }

    /** The sum of a metric over all its labels that begin like this. */
    static double sum(Api api, String beginning) {
        return api.get("/actuator/prometheus")
                .expect(200)
                .body()
                .lines()
                .filter(line -> line.startsWith(beginning))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    /** The process' resident memory in megabytes; 0 where the system does not tell. */
    static long resident(long pid) {
        Path status = Path.of("/proc", String.valueOf(pid), "status");
        try {
            return !Files.exists(status)
                    ? 0
                    : Files.readAllLines(status).stream()
                            .filter(line -> line.startsWith("VmRSS:"))
                            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1_024)
                            .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
