package dev.flare.standalone.up;

import dev.flare.messages.shared.Region;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
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

    private static final Set<String> TAKEN = Set.of("views", "supervisor", "postgres");

    @Option(names = "--port", defaultValue = "8080", description = "Port of the REST API.")
    int port;

    @Option(names = "--host", defaultValue = "127.0.0.1", description = "Address to listen on.")
    String host = "";

    @Option(names = "--data", defaultValue = "./data", paramLabel = "DIR", description = "Where everything is kept.")
    Path data = Path.of("");

    @Option(names = "--regions", defaultValue = "au,uk,us", split = ",", description = "One event store for each.")
    List<String> regions = List.of();

    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public Integer call() {
        if (port < 1 || port > 65_535) {
            throw new ParameterException(commandLine(), "--port is 1 to 65535, not " + port);
        }
        PrintWriter out = commandLine().getOut();
        return new Standalone(host, port, data, named(), out).run().number();
    }

    private List<Region> named() {
        Set<Region> named = new LinkedHashSet<>();
        for (String name : regions) {
            if (TAKEN.contains(name)) {
                throw new ParameterException(commandLine(), "--regions: " + name + " is the name of another database");
            }
            if (!named.add(region(name))) {
                throw new ParameterException(commandLine(), "--regions names " + name + " twice");
            }
        }
        return List.copyOf(named);
    }

    private Region region(String name) {
        try {
            return new Region(name);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(commandLine(), "--regions: " + e.getMessage(), e);
        }
    }

    private CommandLine commandLine() {
        if (spec == null) {
            throw new IllegalStateException("run by picocli only");
        }
        return spec.commandLine();
    }
}
