package dev.flare.integration.support;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Processes of the JVM that runs the tests, with the classes that the tests see. */
public final class Java {

    private Java() {}

    /** Its standard output and error come as one stream, which must be read. */
    public static Process start(String mainClass, String... arguments) {
        return start(builder(mainClass, arguments));
    }

    /** Its standard output and error go to a file. */
    public static Process start(Path output, String mainClass, String... arguments) {
        return start(builder(mainClass, arguments).redirectOutput(output.toFile()));
    }

    /** With more in its environment; its standard output and error come as one stream, which must be read. */
    public static Process start(Map<String, String> environment, String mainClass, String... arguments) {
        ProcessBuilder builder = builder(mainClass, arguments);
        builder.environment().putAll(environment);
        return start(builder);
    }

    private static Process start(ProcessBuilder builder) {
        try {
            return builder.redirectErrorStream(true).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ProcessBuilder builder(String mainClass, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms128m",
                "-Xmx768m",
                // Many short lives: what the second compiler would win, it would not live to see.
                "-XX:TieredStopAtLevel=1",
                "-Dfile.encoding=UTF-8",
                "-Dstdout.encoding=UTF-8",
                "-Daxoniq.update-checker.disabled=true",
                // What tests count and are told is theirs alone; who wants canaries says so, which takes precedence.
                "-Dflare.saga.canary.every=off",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                classPath(),
                mainClass));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command);
    }

    /** Without the tests of other modules, which would set up the log for themselves. */
    private static String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.endsWith("-tests.jar"))
                .filter(entry -> !entry.endsWith("test-classes") || entry.contains("integration-tests"))
                .collect(Collectors.joining(File.pathSeparator));
    }
}
