package dev.flare.standalone.up;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PipedReader;
import java.io.PipedWriter;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import sun.misc.Signal;

class UpCommandTest {

    @TempDir
    Path temp = Path.of("");

    @Test
    void comes_up_answers_and_stops_when_told_to_twice_on_the_same_data() throws Exception {
        upAndDown();
        upAndDown();
        assertThat(Files.readAllLines(temp.resolve("logs/flare.log")))
                .isNotEmpty()
                .allMatch(line -> line.startsWith("{\"@timestamp\":") && line.endsWith("}"));
    }

    @Test
    void a_port_in_use_is_told_and_exits_with_1() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Standalone standalone =
                    new Standalone("127.0.0.1", taken.getLocalPort(), temp, List.of(), new PrintWriter(System.out));

            assertThatThrownBy(standalone::run)
                    .hasMessageContaining("cannot listen on 127.0.0.1:" + taken.getLocalPort())
                    .hasMessageContaining("--port");
        }
    }

    private void upAndDown() throws Exception {
        int port = freePort();
        PipedWriter lines = new PipedWriter();
        BufferedReader told = new BufferedReader(new PipedReader(lines, 10_000));
        CommandLine up = new CommandLine(new UpCommand());
        up.setOut(new PrintWriter(lines, true));
        CompletableFuture<Integer> ended = CompletableFuture.supplyAsync(
                () -> up.execute("--port", "" + port, "--data", temp.toString(), "--regions", "uk,au"));

        String url = "http://127.0.0.1:" + port;
        String line = told.readLine();
        while (!line.startsWith("Flare is ready")) {
            line = told.readLine();
        }
        assertThat(line).isEqualTo("Flare is ready at " + url);
        assertThat(get(url + "/api/supervisor/positions")).contains("\"region\":\"uk\"", "\"region\":\"au\"");
        assertThat(get(url + "/actuator/health/readiness")).contains("UP");

        Signal.raise(new Signal("TERM"));
        assertThat(ended.get(60, TimeUnit.SECONDS)).isZero();
        assertThat(temp.resolve("postgres/postmaster.pid")).doesNotExist();
    }

    private static String get(String url) throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
