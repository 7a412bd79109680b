package dev.flare.web.process;

import dev.flare.web.settings.Settings;
import dev.flare.web.settings.WrongSettingException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.function.Consumer;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringApplication.AbandonedRunException;
import org.springframework.core.env.Environment;

/**
 * A side as a process of its own. What can be known before anything is started is looked at first: when it is not as it must
 * be, the process ends with one line on standard error that says what to do. Exit codes: 2 a setting is wrong, 1 anything
 * else; 143 after SIGTERM, which is what a JVM says that ended in order on that signal.
 */
public final class SideProcess {

    private static final int NOT_STARTED = 1;
    private static final int WRONG_SETTING = 2;

    private SideProcess() {}

    /** @param check throws when the side cannot start with these settings; the message is for whoever starts it */
    public static void run(Class<?> side, String[] arguments, Consumer<Settings> check) {
        // Axon would otherwise call out to look for a newer version and write into the user's home.
        System.setProperty("axoniq.update-checker.disabled", "true");
        SpringApplication application = new SpringApplication(side);
        application.addInitializers(context -> refuseUnlessReady(context.getEnvironment(), check));
        try {
            application.run(arguments);
        } catch (RefusedToStart e) {
            System.err.println(e.line);
            System.exit(e.exitCode);
        }
    }

    private static void refuseUnlessReady(Environment environment, Consumer<Settings> check) {
        String name = environment.getProperty("spring.application.name", "flare");
        try {
            Settings settings = new Settings(environment);
            refuseTakenPort(settings);
            check.accept(settings);
        } catch (WrongSettingException e) {
            throw new RefusedToStart(name + ": " + e.getMessage(), WRONG_SETTING);
        } catch (RuntimeException e) {
            throw new RefusedToStart(name + ": " + e.getMessage(), NOT_STARTED);
        }
    }

    /** The server asks again, but by then databases have been opened and much has been logged. */
    private static void refuseTakenPort(Settings settings) {
        String host = settings.text("server.address", "0.0.0.0");
        int port = settings.number("server.port", 8080, 0, 65_535);
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByName(host), port));
        } catch (IOException e) {
            throw new WrongSettingException("cannot listen on " + host + ":" + port + " (" + e.getMessage()
                    + "); SERVER_PORT and SERVER_ADDRESS say where to");
        }
    }

    /** Spring ends its start on this without a word of its own. */
    private static final class RefusedToStart extends AbandonedRunException {

        private final String line;
        private final int exitCode;

        private RefusedToStart(String line, int exitCode) {
            this.line = line;
            this.exitCode = exitCode;
        }
    }
}
