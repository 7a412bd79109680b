package dev.flare.benchmarks.line;

import dev.flare.benchmarks.load.HttpConnection;
import dev.flare.benchmarks.system.FlareProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The same bank rows in the same order: by {@code flare import}, and by plain SQL with one transaction a row. */
final class BankImport {

    /** @param largestLag by how many events the views were behind at most, sampled while importing */
    record Imported(double perSecond, double largestLag) {}

    private static final Pattern HEAD = Pattern.compile("\"region\":\"uk\",\"position\":\\d+,\"head\":(\\d+)");
    private static final Pattern SEEN = Pattern.compile("\"position\":\\{\"uk\":(\\d+)");

    private final List<String> rows;

    BankImport(List<String> rows) {
        this.rows = rows;
    }

    Imported byRest(FlareProcess flare) throws IOException, InterruptedException {
        Path file = Files.createTempFile("bank", ".csv");
        Files.writeString(
                file,
                "transaction_id,account_id,date,kind,amount_minor,balance_after_minor,counterparty_bank,counterparty_account\n"
                        + String.join("\n", rows) + "\n");
        long began = System.nanoTime();
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.flare.standalone.FlareCommand",
                        "import",
                        "bank",
                        file.toString(),
                        "--region",
                        "uk",
                        "--url",
                        flare.url())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        long lag = largestLag(flare, process);
        double seconds = (System.nanoTime() - began) / 1e9;
        Files.delete(file);
        if (process.exitValue() != 0) {
            throw new IOException("the import failed");
        }
        return new Imported(rows.size() / seconds, lag);
    }

    private static long largestLag(FlareProcess flare, Process process) throws IOException, InterruptedException {
        long largest = 0;
        try (HttpConnection http = new HttpConnection(flare.port())) {
            while (!process.waitFor(200, TimeUnit.MILLISECONDS)) {
                long seen = number(SEEN, http.get("/api/regions/uk/totals").body());
                long head = number(HEAD, http.get("/api/supervisor/positions").body());
                largest = Math.max(largest, head - seen);
            }
        }
        return largest;
    }

    private static long number(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
    }

    /** Rows a second of: lock the account, insert an entry with its balance and a unique reference, update the account. */
    double bySql(int port, String password) throws SQLException {
        String url = "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
        try (Connection connection = DriverManager.getConnection(url, "postgres", password)) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("CREATE TABLE plain_account (id text PRIMARY KEY, balance bigint NOT NULL)");
                statement.execute("CREATE TABLE plain_entry (reference text PRIMARY KEY, account text NOT NULL,"
                        + " amount bigint NOT NULL, balance bigint NOT NULL, effective_on date NOT NULL)");
            }
            connection.setAutoCommit(false);
            long began = System.nanoTime();
            post(connection);
            return rows.size() / ((System.nanoTime() - began) / 1e9);
        }
    }

    private void post(Connection connection) throws SQLException {
        try (PreparedStatement account =
                        connection.prepareStatement("INSERT INTO plain_account VALUES (?, ?) ON CONFLICT (id)"
                                + " DO UPDATE SET balance = plain_account.balance + excluded.balance");
                PreparedStatement entry = connection.prepareStatement(
                        "INSERT INTO plain_entry SELECT ?, id, ?, balance, ? FROM plain_account WHERE id = ?")) {
            for (String row : rows) {
                String[] fields = row.split(",", -1);
                account.setString(1, fields[1]);
                account.setLong(2, Long.parseLong(fields[4]));
                account.execute();
                entry.setString(1, fields[0]);
                entry.setLong(2, Long.parseLong(fields[4]));
                entry.setObject(3, LocalDate.parse(fields[2]));
                entry.setString(4, fields[1]);
                entry.execute();
                connection.commit();
            }
        }
    }
}
