package dev.flare.saga.callback;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** A server that answers as badly as one likes. It takes one request on each connection. */
final class Peer implements AutoCloseable {

    /** Writes an answer, byte for byte. */
    interface Script {
        void answer(OutputStream out) throws Exception;
    }

    private final ServerSocket socket;
    private final Script script;
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final CountDownLatch hungUp = new CountDownLatch(1);

    Peer(Script script) {
        this.script = script;
        try {
            this.socket = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    static Peer saying(String answer) {
        return new Peer(out -> out.write(answer.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8)));
    }

    String url() {
        return "http://127.0.0.1:" + socket.getLocalPort() + "/undo";
    }

    /** Heads and bodies, as they came. */
    List<String> requests() {
        return requests;
    }

    /** Counts down when the client has closed a connection while it was being answered. */
    CountDownLatch hungUp() {
        return hungUp;
    }

    private void accept() {
        try {
            while (true) {
                Socket client = socket.accept();
                Thread.ofVirtual().start(() -> serve(client));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void serve(Socket client) {
        try (client) {
            requests.add(request(client.getInputStream()));
            script.answer(client.getOutputStream());
            client.getOutputStream().flush();
        } catch (Exception e) {
            hungUp.countDown();
        }
    }

    private static String request(InputStream in) throws IOException {
        StringBuilder text = new StringBuilder();
        while (text.indexOf("\r\n\r\n") < 0) {
            text.append((char) in.read());
        }
        String head = text.toString();
        int length = head.lines()
                .filter(line -> line.toLowerCase(java.util.Locale.ROOT).startsWith("content-length:"))
                .mapToInt(line -> Integer.parseInt(line.substring(15).strip()))
                .findFirst()
                .orElse(0);
        return head + new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
