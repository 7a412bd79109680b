package dev.flare.integration.capacity;

import dev.flare.integration.support.Project;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The tables of docs/CAPACITY.md: what is written there is what is expected here. */
final class Document {

    private final List<String> lines;

    private Document(List<String> lines) {
        this.lines = lines;
    }

    static Document read() {
        try {
            return new Document(
                    Files.readAllLines(Project.root().resolve("docs").resolve("CAPACITY.md")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The rows of the first table below a heading, by their first column. */
    Map<String, Row> table(String heading) {
        int start = lines.indexOf("## " + heading);
        if (start < 0) {
            throw new IllegalStateException("docs/CAPACITY.md has no heading: " + heading);
        }
        List<List<String>> cells = lines.stream()
                .skip(start + 1)
                .dropWhile(line -> !line.startsWith("|"))
                .takeWhile(line -> line.startsWith("|"))
                .map(Document::cells)
                .toList();
        Map<String, Row> rows = new LinkedHashMap<>();
        cells.stream().skip(2).forEach(row -> rows.put(row.getFirst(), Row.of(cells.getFirst(), row)));
        return rows;
    }

    private static List<String> cells(String line) {
        List<String> cells = new ArrayList<>(Arrays.asList(line.split("\\|", -1)));
        return cells.subList(1, cells.size() - 1).stream().map(String::strip).toList();
    }

    /** One row, its cells by the names of their columns. */
    record Row(String name, Map<String, String> cells) {

        static Row of(List<String> columns, List<String> cells) {
            Map<String, String> named = new LinkedHashMap<>();
            for (int i = 0; i < columns.size(); i++) {
                named.put(columns.get(i), cells.get(i));
            }
            return new Row(cells.getFirst(), named);
        }

        String text(String column) {
            String cell = cells.get(column);
            if (cell == null) {
                throw new IllegalStateException("no column " + column + " in " + cells.keySet());
            }
            return cell.equals("–") ? "" : cell;
        }

        double number(String column) {
            String text = text(column).replace(" ", "");
            return text.isEmpty() ? 0 : Double.parseDouble(text);
        }

        @Override
        public String toString() {
            return name;
        }
    }
}
