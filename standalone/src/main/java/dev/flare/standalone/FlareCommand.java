package dev.flare.standalone;

import dev.flare.standalone.bankimport.ImportCommand;
import dev.flare.standalone.conformance.ConformanceCommand;
import dev.flare.standalone.exit.CommandStopped;
import dev.flare.standalone.exit.ExitCode;
import dev.flare.standalone.migrate.MigrateCommand;
import dev.flare.standalone.replay.ReplayCommand;
import dev.flare.standalone.up.UpCommand;
import dev.flare.standalone.verify.HeadCommand;
import dev.flare.standalone.verify.VerifyCommand;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The flare command line. Exit codes: 0 done, 1 the answer is no, 2 wrong usage, 3 not reachable. */
@Command(
        name = "flare",
        description = "An event-sourced transaction system with a saga supervisor.",
        subcommands = {
            UpCommand.class,
            MigrateCommand.class,
            ImportCommand.class,
            ReplayCommand.class,
            VerifyCommand.class,
            HeadCommand.class,
            ConformanceCommand.class
        },
        mixinStandardHelpOptions = true,
        version = "flare 0.1.0-SNAPSHOT",
        synopsisSubcommandLabel = "COMMAND")
public final class FlareCommand {

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    /** The same inside of a program that goes on afterwards; the exit code. */
    public static int run(PrintWriter out, PrintWriter err, String... arguments) {
        return commandLine().setOut(out).setErr(err).execute(arguments);
    }

    static CommandLine commandLine() {
        return new CommandLine(new FlareCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((failure, command, parsed) -> explain(failure, command));
    }

    private static int explain(Exception failure, CommandLine command) {
        if (failure instanceof CommandStopped stopped) {
            command.getErr().println("flare: " + stopped.getMessage());
            return stopped.exitCode().number();
        }
        // Nobody foresaw this one: the trace is the best there is to report.
        failure.printStackTrace(command.getErr());
        return ExitCode.NO.number();
    }
}
