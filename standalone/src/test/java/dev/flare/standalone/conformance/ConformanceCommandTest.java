package dev.flare.standalone.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.flare.standalone.FlareCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is asked of participants is tested in its own module; this is about the command. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class ConformanceCommandTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        return FlareCommand.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    }

    @Test
    void a_wrong_participant_is_1_and_the_file_tells_why(@TempDir Path temp) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(405, -1);
            exchange.close();
        });
        server.start();
        Path json = temp.resolve("run.json");
        try {
            String url = "http://localhost:" + server.getAddress().getPort();
            assertThat(run("conformance", url, "--json", json.toString())).isEqualTo(1);
        } finally {
            server.stop(0);
        }
        assertThat(out.toString()).contains("WRONG  work ", "cases are WRONG");
        assertThat(Files.readString(json)).contains("\"right\" : false");
    }

    @Test
    void nobody_there_is_3() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        assertThat(run("conformance", "http://localhost:" + port)).isEqualTo(3);
        assertThat(err.toString()).contains("does not answer");
    }

    @Test
    void wrong_usage_is_2() {
        assertThat(run("conformance")).isEqualTo(2);
        assertThat(run("conformance", "localhost")).isEqualTo(2);
        assertThat(run("conformance", "http://localhost:1", "--status", "/status"))
                .isEqualTo(2);
        assertThat(run("conformance", "http://localhost:1", "--flare", "http://localhost:2"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("--flare needs --participant");
    }
}
