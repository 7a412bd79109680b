package dev.flare.standalone.up;

import dev.flare.standalone.migrate.RegionsOption;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Starts everything on an embedded PostgreSQL and stays in the foreground until Ctrl-C or SIGTERM. */
@Command(
        name = "up",
        description =
                "Start everything on an embedded PostgreSQL; Ctrl-C stops it. What is in the data directory stays.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
public final class UpCommand implements Callable<Integer> {

    @Option(names = "--port", defaultValue = "8080", description = "Port of the REST API.")
    int port;

    @Option(names = "--host", defaultValue = "127.0.0.1", description = "Address to listen on.")
    String host = "";

    @Option(names = "--data", defaultValue = "./data", paramLabel = "DIR", description = "Where everything is kept.")
    Path data = Path.of("");

    @Mixin
    RegionsOption regions = new RegionsOption();

    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public Integer call() {
        if (port < 1 || port > 65_535) {
            throw new ParameterException(commandLine(), "--port is 1 to 65535, not " + port);
        }
        PrintWriter out = commandLine().getOut();
        return new Standalone(host, port, data, regions.regions(), out).run().number();
    }

    private CommandLine commandLine() {
        if (spec == null) {
            throw new IllegalStateException("run by picocli only");
        }
        return spec.commandLine();
    }
}
