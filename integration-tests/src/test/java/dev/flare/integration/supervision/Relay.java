package dev.flare.integration.supervision;

import dev.flare.integration.support.Flare;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/** Stands between a supervisor and its PostgreSQL, and may be gone or silent for a while. The server itself stays as it is. */
final class Relay implements AutoCloseable {

    private static final int BUFFER = 16 * 1024;

    private final int port = Flare.freePort();
    private final int target;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private volatile CountDownLatch flowing = new CountDownLatch(0);
    private ServerSocket server;

    /** @param target a port of this machine */
    Relay(int target) {
        this.target = target;
        this.server = listen();
    }

    int port() {
        return port;
    }

    private ServerSocket listen() {
        try {
            ServerSocket listening = new ServerSocket();
            listening.setReuseAddress(true);
            listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 100);
            Thread.ofVirtual().start(() -> accept(listening));
            return listening;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept(ServerSocket listening) {
        while (!listening.isClosed()) {
            try {
                Socket client = listening.accept();
                sockets.add(client);
                Socket postgres = new Socket(InetAddress.getLoopbackAddress(), target);
                sockets.add(postgres);
                Thread.ofVirtual().start(() -> pass(client, postgres));
                Thread.ofVirtual().start(() -> pass(postgres, client));
            } catch (IOException e) {
                // Who was refused or cut off tries again.
            }
        }
    }

    private void pass(Socket from, Socket to) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[BUFFER];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                flowing.await();
                out.write(buffer, 0, read);
                out.flush();
            }
        } catch (IOException e) {
            // cut off
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            sockets.remove(from);
            sockets.remove(to);
        }
    }

    /** From now on all connections are closed and new ones refused. */
    void cut() {
        close();
    }

    /** From now on nothing passes, in no direction, and nobody hangs up. */
    void silence() {
        flowing = new CountDownLatch(1);
    }

    /** As in the beginning; what was said during the silence arrives now. */
    void mend() {
        flowing.countDown();
        if (server.isClosed()) {
            server = listen();
        }
    }

    @Override
    public void close() {
        try {
            server.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
