package dev.flare.eventstore;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Sockets for the PostgreSQL driver that say at once whether there is something to read. After each notification the driver asks
 * whether another one has come, by a read that waits a millisecond, before it hands the first one over: whoever listens hears of
 * everything a millisecond late. Such a read ends at once here when nothing has come. All else is as with any socket.
 *
 * <p>Public for the driver, which makes it by its name (its property {@code socketFactory}).
 */
public final class PromptSocketFactory extends SocketFactory {

    @Override
    public Socket createSocket() {
        return new PromptSocket();
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return connected(new InetSocketAddress(host, port), null);
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
        return connected(new InetSocketAddress(host, port), new InetSocketAddress(localHost, localPort));
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return connected(new InetSocketAddress(host, port), null);
    }

    @Override
    public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort)
            throws IOException {
        return connected(new InetSocketAddress(address, port), new InetSocketAddress(localAddress, localPort));
    }

    private static Socket connected(InetSocketAddress remote, @Nullable InetSocketAddress local) throws IOException {
        Socket socket = new PromptSocket();
        try {
            socket.bind(local);
            socket.connect(remote);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private static final class PromptSocket extends Socket {

        /** As the driver asks. */
        private static final int ASKING_MILLIS = 1;

        private volatile boolean asking;

        @Override
        public void setSoTimeout(int millis) throws SocketException {
            super.setSoTimeout(millis);
            asking = millis == ASKING_MILLIS;
        }

        @Override
        public InputStream getInputStream() throws IOException {
            return new FilterInputStream(super.getInputStream()) {

                @Override
                public int read() throws IOException {
                    answerIfAsked();
                    return in.read();
                }

                @Override
                public int read(byte[] bytes, int offset, int length) throws IOException {
                    answerIfAsked();
                    return in.read(bytes, offset, length);
                }

                private void answerIfAsked() throws IOException {
                    if (asking && in.available() == 0) {
                        throw new SocketTimeoutException("nothing has come");
                    }
                }
            };
        }
    }
}
