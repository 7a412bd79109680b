package dev.flare.eventstore.support;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A way to a server on this machine on which connections can fall silent, as when a machine vanishes: nobody says goodbye. */
public final class SilentNetwork implements AutoCloseable {

    private final int target;
    private final ServerSocket entrance;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final AtomicInteger silent = new AtomicInteger();

    public SilentNetwork(int target) throws IOException {
        this.target = target;
        this.entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    public int port() {
        return entrance.getLocalPort();
    }

    /** What is connected now hears nothing any more; who connects from now on does. */
    public void fallSilent() {
        silent.set(sockets.size());
    }

    private void accept() {
        try {
            while (true) {
                Socket client = entrance.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
                sockets.add(client);
                sockets.add(server);
                int number = sockets.size();
                Thread.ofVirtual().start(() -> forward(client, server, number));
                Thread.ofVirtual().start(() -> forward(server, client, number));
            }
        } catch (IOException e) {
            // the entrance was closed
        }
    }

    private void forward(Socket from, Socket to, int number) {
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            byte[] bytes = new byte[8_192];
            for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
                if (number > silent.get()) {
                    out.write(bytes, 0, read);
                }
            }
        } catch (IOException e) {
            // one of the two went away, and takes the other with it
        }
    }

    @Override
    public void close() throws IOException {
        entrance.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
