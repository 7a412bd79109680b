package dev.flare.standalone.bankimport;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A CSV file of bank transactions. Its first line names the columns; those that are not needed are not looked at. */
final class BankFile {

    private static final List<String> NEEDED = List.of("transaction_id", "account_id", "date", "amount_minor");
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,40}");

    private final List<String> columns;
    private final Map<String, Long> linesById = new HashMap<>();

    private BankFile(List<String> columns) {
        this.columns = columns;
    }

    /** Every row, in the order of the file; {@link MalformedFile} names the first line that cannot be understood. */
    static List<BankTransaction> read(Path file) throws IOException, MalformedFile {
        long line = 1;
        try (BufferedReader reader = Files.newBufferedReader(file)) {
            BankFile rows = withHeader(reader.readLine());
            List<BankTransaction> transactions = new ArrayList<>();
            for (String text = reader.readLine(); text != null; text = reader.readLine()) {
                transactions.add(rows.row(++line, text));
            }
            return transactions;
        } catch (CharacterCodingException e) {
            throw new MalformedFile(line + 1, "or one soon after it, is not UTF-8");
        }
    }

    private static BankFile withHeader(@Nullable String header) throws MalformedFile {
        if (header == null) {
            throw new MalformedFile(1, "the file is empty");
        }
        List<String> columns = fields(header.startsWith("\uFEFF") ? header.substring(1) : header);
        for (String needed : NEEDED) {
            if (!columns.contains(needed)) {
                throw new MalformedFile(1, "there is no column " + needed);
            }
        }
        return new BankFile(columns);
    }

    private static List<String> fields(String line) {
        return Arrays.asList(line.split(",", -1));
    }

    private BankTransaction row(long line, String text) throws MalformedFile {
        List<String> fields = fields(text);
        if (fields.size() != columns.size()) {
            throw new MalformedFile(line, "has " + fields.size() + " fields, the first line " + columns.size());
        }
        String id = id(line, fields, "transaction_id");
        Long before = linesById.putIfAbsent(id, line);
        if (before != null) {
            throw new MalformedFile(line, "transaction_id " + id + " is on line " + before + " already");
        }
        LocalDate date = date(line, field(fields, "date"));
        return new BankTransaction(
                line,
                id,
                id(line, fields, "account_id"),
                date.atTime(LocalTime.NOON).toInstant(ZoneOffset.UTC),
                amount(line, field(fields, "amount_minor")));
    }

    private String field(List<String> fields, String column) {
        return fields.get(columns.indexOf(column));
    }

    private String id(long line, List<String> fields, String column) throws MalformedFile {
        String value = field(fields, column);
        if (!ID.matcher(value).matches()) {
            throw new MalformedFile(line, column + " is not an id: \"" + value + '"');
        }
        return value;
    }

    private static LocalDate date(long line, String value) throws MalformedFile {
        try {
            return LocalDate.parse(value);
        } catch (DateTimeParseException e) {
            throw new MalformedFile(line, "date is not like 1993-01-31: \"" + value + '"');
        }
    }

    private static long amount(long line, String value) throws MalformedFile {
        try {
            long amount = Long.parseLong(value);
            // its opposite is no long
            if (amount != Long.MIN_VALUE) {
                return amount;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new MalformedFile(line, "amount_minor is not a whole number of minor units: \"" + value + '"');
    }
}
