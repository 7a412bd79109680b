package dev.flare.saga.alert;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/** A mail server that answers each line with what it is told to; the empty answer is none at all. */
final class ScriptedSmtpServer implements AutoCloseable {

    static final String GREETING = "somebody has connected";

    private final ServerSocket socket;
    private final UnaryOperator<String> answers;
    private final List<Socket> open = new CopyOnWriteArrayList<>();

    /** @param answers by the line that came; the greeting is asked for with {@link #GREETING} */
    ScriptedSmtpServer(UnaryOperator<String> answers) throws IOException {
        this.socket = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        this.answers = answers;
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return socket.getLocalPort();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = socket.accept();
                open.add(client);
                Thread.ofVirtual().start(() -> serve(client));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void serve(Socket client) {
        try (client) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
            OutputStream out = client.getOutputStream();
            String line = GREETING;
            while (line != null) {
                String answer = answers.apply(line);
                if (!answer.isEmpty()) {
                    out.write((answer + "\r\n").getBytes(StandardCharsets.UTF_8));
                    out.flush();
                }
                line = in.readLine();
            }
        } catch (IOException e) {
            // the client is gone
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
        for (Socket client : open) {
            client.close();
        }
    }
}
