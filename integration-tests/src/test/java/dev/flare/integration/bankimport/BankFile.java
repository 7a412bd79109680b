package dev.flare.integration.bankimport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The bank's own books: what it booked, and what it says each account held after it. */
record BankFile(Path path, List<Row> rows) {

    record Row(String transaction, String account, LocalDate date, long amount, long balanceAfter) {

        Instant noon() {
            return date.atTime(12, 0).toInstant(ZoneOffset.UTC);
        }

        Instant endOfDay() {
            return Instant.parse(date + "T23:59:59.999999Z");
        }
    }

    static BankFile read(Path path) {
        try {
            List<String> lines = Files.readAllLines(path);
            return new BankFile(path, lines.stream().skip(1).map(BankFile::row).toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Row row(String line) {
        String[] fields = line.split(",", -1);
        return new Row(
                fields[0], fields[1], LocalDate.parse(fields[2]), Long.parseLong(fields[4]), Long.parseLong(fields[5]));
    }

    /** The first rows, in a file of their own. */
    BankFile first(int number, Path into) throws IOException {
        try (Stream<String> lines = Files.lines(path)) {
            Files.write(into, (Iterable<String>) lines.limit(number + 1L)::iterator);
        }
        return read(into);
    }

    Map<String, List<Row>> byAccount() {
        return rows.stream().collect(Collectors.groupingBy(Row::account, LinkedHashMap::new, Collectors.toList()));
    }

    /** The last row of every account's every day. */
    List<Row> lastOfDays() {
        Map<String, Row> last = new LinkedHashMap<>();
        rows.forEach(row -> last.put(row.account() + " " + row.date(), row));
        return List.copyOf(last.values());
    }
}
