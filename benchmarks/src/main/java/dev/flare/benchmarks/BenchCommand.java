package dev.flare.benchmarks;

import dev.flare.benchmarks.line.LineBenchmark;
import dev.flare.benchmarks.relay.RelayBenchmark;
import dev.flare.benchmarks.shapes.ShapesBenchmark;
import dev.flare.benchmarks.store.StoreBenchmark;
import dev.flare.benchmarks.supervision.SupervisionBenchmark;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** {@code flare bench}: benchmarks of a few minutes, as ratios. */
@Command(
        name = "flare bench",
        description = "Measures Flare beside a peer on the same server in the same run. Takes minutes and both cores.",
        mixinStandardHelpOptions = true)
public final class BenchCommand implements Callable<Integer> {

    private static final List<Benchmark> ALL = List.of(
            new LineBenchmark(),
            new StoreBenchmark(),
            new SupervisionBenchmark(),
            new RelayBenchmark(),
            new ShapesBenchmark());

    @Parameters(
            arity = "0..*",
            paramLabel = "NAME",
            description = "which: line, store, supervision, relay, shapes; all when none is named")
    private List<String> names = new ArrayList<>();

    @Option(names = "--json", paramLabel = "FILE", description = "write the results there too")
    private @Nullable Path json;

    @Option(names = "--quick", description = "a tenth of it: shows that it works, not how fast")
    private boolean quick;

    @Spec
    private @Nullable CommandSpec spec;

    public static void main(String[] args) {
        System.exit(new CommandLine(new BenchCommand()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec == null
                ? new PrintWriter(System.out, true)
                : spec.commandLine().getOut();
        List<Benchmark> chosen = ALL.stream()
                .filter(benchmark -> names.isEmpty() || names.contains(benchmark.name()))
                .toList();
        if (chosen.size() < names.size()) {
            out.println("there is only: " + ALL.stream().map(Benchmark::name).toList());
            return CommandLine.ExitCode.USAGE;
        }
        List<Result> results = new ArrayList<>();
        for (Benchmark benchmark : chosen) {
            results.addAll(benchmark.run(new Pace(quick ? 10 : 1), line -> {
                out.println(line);
                out.flush();
            }));
        }
        results.forEach(result -> out.println(result.line()));
        out.flush();
        if (json != null) {
            Files.writeString(json, JsonMapper.shared().writeValueAsString(results));
        }
        return CommandLine.ExitCode.OK;
    }
}
