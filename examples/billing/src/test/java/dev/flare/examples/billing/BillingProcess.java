package dev.flare.examples.billing;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The service as a process, which can be killed and started again at the same port. */
final class BillingProcess implements AutoCloseable {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final int port;
    private final Map<String, String> environment;
    private Process process;

    BillingProcess(int port, Map<String, String> environment) throws IOException {
        this.port = port;
        this.environment = environment;
        this.process = run(environment.getOrDefault("FLARE_URL", ""));
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private Process run(String flare) throws IOException {
        Path log = Files.createTempFile("billing", ".log");
        ProcessBuilder builder = new ProcessBuilder(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                "-cp",
                System.getProperty("java.class.path"),
                BillingService.class.getName()));
        builder.environment().putAll(environment);
        builder.environment().put("BILLING_PORT", String.valueOf(port));
        builder.environment().put("FLARE_URL", flare);
        Process started =
                builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
        await().atMost(Duration.ofSeconds(20))
                .failFast(log.toString(), () -> !started.isAlive())
                .until(() -> Files.readString(log).contains("Billing is ready"));
        return started;
    }

    /** As {@code kill -9} does. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor(10, TimeUnit.SECONDS);
    }

    void startAgain(URI flare) throws IOException {
        process = run(flare.toString());
    }

    URI url() {
        return URI.create("http://localhost:" + port);
    }

    int issue(String id, long amount) throws IOException, InterruptedException {
        return HTTP.send(request(id, amount), HttpResponse.BodyHandlers.ofString())
                .statusCode();
    }

    /** Without waiting for what becomes of it. */
    CompletableFuture<HttpResponse<String>> ask(String id, long amount) {
        return HTTP.sendAsync(request(id, amount), HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest request(String id, long amount) {
        return HttpRequest.newBuilder(URI.create(url() + "/invoices"))
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"transactionId\":\"" + id + "\",\"amount\":" + amount + "}"))
                .build();
    }

    /** As a participant of a transaction. */
    String enlisted(String id, String deadline) {
        return "{\"name\":\"billing.invoices\",\"deadline\":\"" + deadline + "\",\"compensateUrl\":\"" + url()
                + "/flare/compensate\",\"statusUrl\":\"" + url() + "/flare/status/" + id + "\"}";
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
