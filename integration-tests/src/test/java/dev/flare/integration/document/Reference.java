package dev.flare.integration.document;

import dev.flare.integration.support.Project;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The tables of docs/API.md. */
record Reference(String text) {

    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    /**
     * @param body the name of its shape, or nothing
     * @param answers such as {@code 201 AccountOpened}
     */
    record Row(String call, Set<String> parameters, String body, Set<String> answers, Set<String> codes) {}

    record Refusal(String code, int status) {}

    record Shape(String name, List<String> fields) {}

    static Reference read() {
        try {
            return new Reference(Files.readString(Project.root().resolve("docs").resolve("API.md")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<Row> calls() {
        List<Row> calls = new ArrayList<>(commands());
        calls.addAll(commands("Commands of the supervisor"));
        for (String section : List.of("Queries", "Queries of the supervisor")) {
            for (List<String> cells : table(section)) {
                calls.add(row(cells, new TreeSet<>(words(cells.get(1))), "", section));
            }
        }
        return calls;
    }

    /** Those of the command side. */
    List<Row> commands() {
        return commands("Commands");
    }

    private List<Row> commands(String section) {
        return table(section).stream()
                .map(cells -> row(cells, Set.of(), String.join("", words(cells.get(1))), section))
                .toList();
    }

    private Row row(List<String> cells, Set<String> parameters, String body, String section) {
        Set<String> answers = Pattern.compile("·")
                .splitAsStream(cells.get(2).replace("`", ""))
                .map(String::strip)
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> codes = new TreeSet<>(words(cells.get(3)));
        codes.addAll(usual(section));
        return new Row(words(cells.get(0)).getFirst(), parameters, body, answers, codes);
    }

    /** The refusals that stand before a section's table, for all of it. */
    private Set<String> usual(String section) {
        String prose = section(section).substring(0, section(section).indexOf("\n|"));
        return words(prose).stream().filter(word -> word.matches("[A-Z_]+")).collect(Collectors.toSet());
    }

    List<Shape> shapes() {
        return table("Shapes").stream()
                .map(cells -> new Shape(words(cells.get(0)).getFirst(), words(cells.get(1))))
                .toList();
    }

    List<Refusal> refusals() {
        return table("Refusals").stream()
                .map(cells -> new Refusal(words(cells.get(0)).getFirst(), Integer.parseInt(cells.get(1))))
                .toList();
    }

    List<String> notThereYet() {
        return words(section("Not there yet"));
    }

    private String section(String title) {
        int start = text.indexOf("# " + title + "\n");
        int end = text.indexOf("\n#", start + 1);
        return text.substring(start, end < 0 ? text.length() : end);
    }

    private List<List<String>> table(String section) {
        return section(section)
                .lines()
                .filter(line -> line.startsWith("| `"))
                .map(line -> List.of(line.split("\\|", -1)))
                .map(cells -> cells.subList(1, cells.size() - 1).stream()
                        .map(String::strip)
                        .toList())
                .toList();
    }

    private static List<String> words(String cell) {
        return CODE.matcher(cell)
                .results()
                .map((MatchResult found) -> found.group(1))
                .toList();
    }
}
