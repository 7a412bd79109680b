package dev.flare.benchmarks.relay;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.flare.eventstore.relay.KafkaConnection;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.slf4j.LoggerFactory;

/** A broker in this process, on the disk of this machine. */
final class Broker implements AutoCloseable {

    private final Path directory;
    private final int port;
    private final KafkaRaftServer server;

    private Broker(Path directory, int port, KafkaRaftServer server) {
        this.directory = directory;
        this.port = port;
        this.server = server;
    }

    static Broker start() throws IOException {
        for (String logger :
                new String[] {"org.apache.kafka", "kafka", "state.change.logger", "com.zaxxer", "org.flywaydb"}) {
            if (LoggerFactory.getLogger(logger) instanceof Logger logs) {
                logs.setLevel(Level.ERROR);
            }
        }
        Path directory = Files.createTempDirectory("flare-bench-kafka");
        int port = freePort();
        Properties properties = properties(directory, port, freePort());
        Path file = directory.resolve("server.properties");
        try (OutputStream out = Files.newOutputStream(file)) {
            properties.store(out, null);
        }
        String[] format = {"format", "-t", Uuid.randomUuid().toString(), "-c", file.toString()};
        if (StorageTool.execute(format, new PrintStream(PrintStream.nullOutputStream())) != 0) {
            throw new IOException("the broker's directory cannot be formatted");
        }
        KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(properties, false), Time.SYSTEM);
        server.startup();
        return new Broker(directory, port, server);
    }

    private static Properties properties(Path directory, int port, int controller) {
        Properties properties = new Properties();
        properties.putAll(Map.of(
                "process.roles", "broker,controller",
                "node.id", "1",
                "controller.quorum.voters", "1@127.0.0.1:" + controller,
                "controller.listener.names", "CONTROLLER",
                "listeners", "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controller,
                "listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
                "log.dirs", directory.resolve("logs").toString(),
                "offsets.topic.replication.factor", "1"));
        return properties;
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    KafkaConnection connection() {
        return new KafkaConnection("127.0.0.1:" + port, Optional.empty(), (short) 1);
    }

    @Override
    public void close() throws IOException {
        server.shutdown();
        server.awaitShutdown();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
