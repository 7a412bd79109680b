package dev.flare.integration.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The PostgreSQL under a Flare, for what no client of Flare may do. */
public record Postgres(Path data, long pid, int port, String password) {

    static Postgres of(Path data) {
        try {
            List<String> lines = Files.readAllLines(pidFile(data));
            String password = Files.readString(data.resolve("postgres.password"));
            return new Postgres(
                    data,
                    Long.parseLong(lines.get(0).trim()),
                    Integer.parseInt(lines.get(3).trim()),
                    password);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path pidFile(Path data) {
        return data.resolve("postgres").resolve("postmaster.pid");
    }

    /** {@code kill -9} of the postmaster, as if the machine had lost its power: no checkpoint, no goodbye. */
    public void kill() {
        ProcessHandle.of(pid).ifPresent(Postgres::end);
    }

    private static void end(ProcessHandle postmaster) {
        List<ProcessHandle> children = postmaster.children().toList();
        postmaster.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
        try {
            postmaster.onExit().get(10, TimeUnit.SECONDS);
        } catch (InterruptedException | java.util.concurrent.ExecutionException | TimeoutException e) {
            throw new IllegalStateException("PostgreSQL does not end", e);
        }
    }

    /** From now on it neither answers nor hangs up, as when its disk hangs. */
    public void freeze() {
        signal("-STOP");
    }

    public void thaw() {
        signal("-CONT");
    }

    private void signal(String signal) {
        List<String> command = new ArrayList<>(List.of("kill", signal, String.valueOf(pid)));
        ProcessHandle.of(pid)
                .ifPresent(postmaster -> postmaster.descendants().forEach(child -> command.add("" + child.pid())));
        try {
            new ProcessBuilder(command).inheritIO().start().waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Of a data directory on which there may be none. */
    static void kill(Path data) {
        if (Files.exists(pidFile(data))) {
            of(data).kill();
        }
    }

    public String urlTemplate() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/{database}";
    }

    /** From now on nobody gets into this database, and whoever was in is thrown out; the server goes on. */
    public void lock(String database) {
        change("ALTER DATABASE " + database + " WITH ALLOW_CONNECTIONS false");
        change("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + database + "'");
    }

    /** As it was before. */
    public void unlock(String database) {
        change("ALTER DATABASE " + database + " WITH ALLOW_CONNECTIONS true");
    }

    private void change(String sql) {
        try {
            run("postgres", sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** The first column of the first row, as text. */
    public String ask(String database, String sql) {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() ? String.valueOf(rows.getString(1)) : "";
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    public void run(String database, String sql) throws SQLException {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** To be closed by who asks for it. */
    public Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(urlTemplate().replace("{database}", database), "postgres", password);
    }
}
