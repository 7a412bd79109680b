package dev.flare.integration.support;

import dev.flare.standalone.FlareCommand;
import java.io.PrintWriter;
import java.io.StringWriter;

/** The {@code flare} command line, run to its end inside of this process: a JVM for each would take a second. */
public record Cli(int exitCode, String said) {

    public static Cli run(String... arguments) {
        StringWriter said = new StringWriter();
        PrintWriter console = new PrintWriter(said, true);
        int exitCode = FlareCommand.run(console, console, arguments);
        return new Cli(exitCode, said.toString());
    }
}
