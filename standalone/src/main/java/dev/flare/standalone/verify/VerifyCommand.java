package dev.flare.standalone.verify;

import dev.flare.standalone.exit.ExitCode;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Asks whether the views equal the replay, the chain of hashes is intact and postings sum to zero; exit code 1 when not. */
@Command(
        name = "verify",
        description =
                "Do the views equal the replay, is the hash chain intact, do postings sum to zero? Exit 1 when not. "
                        + "With --jdbc the log alone, without the views.",
        mixinStandardHelpOptions = true)
public final class VerifyCommand implements Callable<Integer> {

    @Option(
            names = "--against",
            paramLabel = "FILE",
            description = "Compare also with the heads that `flare head` exported; also finds an end that was cut off "
                    + "and events that were written anew with all their hashes.")
    @Nullable
    Path against;

    @Mixin
    LogsOptions of = new LogsOptions();

    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public Integer call() {
        if (spec == null) {
            throw new IllegalStateException("run by picocli only");
        }
        HeadsFile file = against == null ? null : new HeadsFile(against);
        List<ExportedHead> exported = file == null ? List.of() : file.read();
        PrintWriter out = spec.commandLine().getOut();
        try (Logs logs = of.open(spec.commandLine().getErr())) {
            boolean right = verify(logs, out);
            if (file != null && !right) {
                out.println("not compared with " + against + ": only a whole log can be");
            } else if (file != null) {
                right = compare(logs, file, exported, out);
            }
            return (right ? ExitCode.DONE : ExitCode.NO).number();
        } finally {
            out.flush();
        }
    }

    private boolean verify(Logs logs, PrintWriter out) {
        Verification verification = logs.verify(of.region);
        verification.regions().forEach(found -> out.println(found.line()));
        return verification.isRight();
    }

    private boolean compare(Logs logs, HeadsFile file, List<ExportedHead> exported, PrintWriter out) {
        boolean right = true;
        for (Map.Entry<String, List<ExportedHead>> heads :
                byRegion(logs, file, exported).entrySet()) {
            HeadComparison comparison = new HeadComparison(logs, heads.getKey(), heads.getValue());
            String difference = comparison.difference();
            out.println(comparison.line(difference));
            right &= difference == null;
        }
        return right;
    }

    /** A region about which one of the two says nothing is not passed over: it would be taken for right. */
    private Map<String, List<ExportedHead>> byRegion(Logs logs, HeadsFile file, List<ExportedHead> exported) {
        Map<String, List<ExportedHead>> heads = exported.stream()
                .filter(head -> of.region == null || head.region().equals(of.region))
                .collect(Collectors.groupingBy(ExportedHead::region, TreeMap::new, Collectors.toList()));
        List<String> here =
                logs.heads(of.region).stream().map(ExportedHead::region).toList();
        for (String region : here) {
            if (!heads.containsKey(region)) {
                throw file.unusable("it has no head of region " + region + "; --region names the one to check");
            }
        }
        for (String region : heads.keySet()) {
            if (!here.contains(region)) {
                throw file.unusable("it has a head of region " + region + ", here are only " + here
                        + "; is it of another installation?");
            }
        }
        return heads;
    }
}
