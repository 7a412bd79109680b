package dev.flare.standalone.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flare.eventstore.PostgresServer;
import dev.flare.standalone.exit.CommandStopped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedServerTest {

    @TempDir
    Path temp = Path.of("");

    @Test
    void what_was_committed_survives_a_stop_and_a_flare_that_was_killed() throws IOException, SQLException {
        // a blank, because people have such folders
        try (DataDirectory data = DataDirectory.open(temp.resolve("my data"))) {
            try (EmbeddedServer first = EmbeddedServer.start(data)) {
                durable(first);
                execute(first, "CREATE TABLE kept AS SELECT 1 AS n");
            }
            EmbeddedServer abandoned = EmbeddedServer.start(data);
            execute(abandoned, "UPDATE kept SET n = 2");
            long before = PostmasterPid.of(data.postgres()).orElseThrow().pid();

            // the library's own lock, which a killed JVM would have lost
            Files.delete(data.postgres().resolve("epg-lock"));

            try (EmbeddedServer second = EmbeddedServer.start(data)) {
                durable(second);
                assertThat(PostmasterPid.of(data.postgres()).orElseThrow().pid())
                        .isNotEqualTo(before);
                assertThat(ask(second, "SELECT n FROM kept")).isEqualTo("2");
            }
            assertThat(PostmasterPid.of(data.postgres())).isEmpty();
        }
    }

    @Test
    void nobody_comes_in_without_the_password() {
        try (DataDirectory data = DataDirectory.open(temp.resolve("data"));
                EmbeddedServer server = EmbeddedServer.start(data)) {
            String url = "jdbc:postgresql://127.0.0.1:" + server.port() + "/postgres?user=postgres";

            assertThatThrownBy(() -> DriverManager.getConnection(url)).hasMessageContaining("no password");
            assertThatThrownBy(() -> DriverManager.getConnection(url + "&password=wrong"))
                    .hasMessageContaining("authentication failed");
        }
    }

    @Test
    void a_first_start_that_was_cut_off_is_begun_again() throws IOException, SQLException {
        Files.createDirectories(temp.resolve("data/postgres"));
        Files.writeString(temp.resolve("data/postgres/postgresql.conf"), "# half");
        Files.writeString(temp.resolve("data/postgres.password.new"), "secret");
        Files.createDirectories(temp.resolve("data/postgres-binaries/PG-half/bin"));

        try (DataDirectory data = DataDirectory.open(temp.resolve("data"));
                EmbeddedServer server = EmbeddedServer.start(data)) {
            durable(server);
            assertThat(data.binaries().resolve("PG-half")).doesNotExist();
        }
    }

    @Test
    void databases_whose_password_is_lost_are_not_replaced_by_empty_ones() throws IOException {
        Path postgres = Files.createDirectories(temp.resolve("data/postgres"));
        Files.writeString(postgres.resolve("PG_VERSION"), "18");

        try (DataDirectory data = DataDirectory.open(temp.resolve("data"))) {
            assertThatThrownBy(() -> EmbeddedServer.start(data))
                    .isInstanceOf(CommandStopped.class)
                    .hasMessageContaining("postgres.password is missing");
        }
        assertThat(postgres.resolve("PG_VERSION")).exists();
    }

    @Test
    void a_directory_in_use_is_refused_and_free_again_when_it_is_closed() {
        DataDirectory first = DataDirectory.open(temp);

        assertThatThrownBy(() -> DataDirectory.open(temp))
                .isInstanceOf(CommandStopped.class)
                .hasMessageContaining("another flare is up on")
                .hasMessageContaining("process " + ProcessHandle.current().pid());

        first.close();
        DataDirectory.open(temp).close();
    }

    private static void durable(EmbeddedServer server) throws SQLException {
        assertThat(ask(server, "SHOW fsync")).isEqualTo("on");
        assertThat(ask(server, "SHOW synchronous_commit")).isEqualTo("on");
        assertThat(ask(server, "SHOW full_page_writes")).isEqualTo("on");
        assertThat(ask(server, "SHOW listen_addresses")).isEqualTo("127.0.0.1");
    }

    private static void execute(EmbeddedServer server, String sql) throws SQLException {
        try (Connection connection = connect(server);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String ask(EmbeddedServer server, String sql) throws SQLException {
        try (Connection connection = connect(server);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private static Connection connect(EmbeddedServer server) throws SQLException {
        PostgresServer owner = server.owner();
        return DriverManager.getConnection(owner.url("postgres"), owner.user(), owner.password());
    }
}
