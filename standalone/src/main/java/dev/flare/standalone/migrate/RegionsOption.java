package dev.flare.standalone.migrate;

import dev.flare.messages.shared.Region;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code --regions}, for every command that makes their databases. */
public final class RegionsOption {

    @Option(
            names = "--regions",
            paramLabel = "NAME",
            defaultValue = "au,uk,us",
            split = ",",
            description = "One event store for each. Default: ${DEFAULT-VALUE}")
    private List<String> names = List.of();

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec spec;

    /** In the order in which they are named. */
    public List<Region> regions() {
        Set<Region> regions = new LinkedHashSet<>();
        for (String name : names) {
            if (Installation.TAKEN.contains(name)) {
                throw wrong("--regions: " + name + " is the name of another database");
            }
            if (!regions.add(region(name))) {
                throw wrong("--regions names " + name + " twice");
            }
        }
        return List.copyOf(regions);
    }

    private Region region(String name) {
        try {
            return new Region(name);
        } catch (IllegalArgumentException e) {
            throw wrong("--regions: " + e.getMessage());
        }
    }

    private RuntimeException wrong(String message) {
        if (spec == null) {
            throw new IllegalStateException("run by picocli only");
        }
        return new ParameterException(spec.commandLine(), message);
    }
}
