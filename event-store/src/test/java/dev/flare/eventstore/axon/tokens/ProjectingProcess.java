package dev.flare.eventstore.axon.tokens;

import dev.flare.eventstore.PostgresServer;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.axonframework.messaging.core.unitofwork.ProcessingContext;
import org.axonframework.messaging.eventhandling.EventMessage;

/**
 * A projector as a process of its own. At an event whose payload names it, it halts between the view's rows and the token,
 * says so, and goes on when it is told to. Says too when it has begun. Ends with whoever started it.
 */
final class ProjectingProcess implements AutoCloseable {

    private static final String READY = "ready";
    private static final String HALTED = "halted";
    private static final BlockingQueue<String> TOLD = new LinkedBlockingQueue<>();

    private final Process process;
    private final BufferedWriter in;
    private final BlockingQueue<String> said = new LinkedBlockingQueue<>();

    ProjectingProcess(PostgresServer server, String log, String views, String node) throws IOException {
        this.process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-Xmx128m",
                        "-XX:TieredStopAtLevel=1",
                        "-Daxoniq.update-checker.disabled=true",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        ProjectingProcess.class.getName(),
                        server.urlTemplate(),
                        server.user(),
                        server.password(),
                        log,
                        views,
                        node)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        this.in = process.outputWriter();
        Thread.ofVirtual().start(() -> process.inputReader().lines().forEach(said::add));
    }

    boolean isReady() {
        return said.contains(READY);
    }

    boolean isHalted() {
        return said.contains(HALTED);
    }

    void goOn() throws IOException {
        in.write("go\n");
        in.flush();
    }

    /** With signal 9. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        kill();
    }

    public static void main(String[] args) throws IOException {
        PostgresServer server = new PostgresServer(args[0], args[1], args[2]);
        String node = args[5];
        try (Views views = Views.at(args[4], server);
                Projector projector = new Projector(
                        server, args[3], views, node, 1, (event, context) -> countAndHalt(event, context, node));
                BufferedReader told = new BufferedReader(new InputStreamReader(System.in))) {
            say(READY);
            for (String line = told.readLine(); line != null; line = told.readLine()) {
                TOLD.add(line);
            }
        }
        System.exit(0);
    }

    private static void say(String word) {
        System.out.println(word);
        System.out.flush();
    }

    private static void countAndHalt(EventMessage event, ProcessingContext context, String node) throws SQLException {
        Views.count(event, context);
        if (String.valueOf(event.payload()).contains("halt " + node)) {
            say(HALTED);
            try {
                TOLD.take();
            } catch (InterruptedException e) {
                throw new UncheckedIOException(new IOException(e));
            }
        }
    }
}
