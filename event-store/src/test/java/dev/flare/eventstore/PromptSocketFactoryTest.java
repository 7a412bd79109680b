package dev.flare.eventstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class PromptSocketFactoryTest {

    private final ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    private final Socket socket =
            new PromptSocketFactory().createSocket(server.getInetAddress(), server.getLocalPort());
    private final Socket other = server.accept();

    PromptSocketFactoryTest() throws IOException {}

    @AfterEach
    void close() throws IOException {
        other.close();
        socket.close();
        server.close();
    }

    private void send(int value) throws IOException {
        other.getOutputStream().write(value);
        other.getOutputStream().flush();
    }

    @Test
    void who_asks_is_told_that_nothing_has_come_and_nothing_is_lost_by_asking() throws IOException {
        for (int value = 0; value < 100; value++) {
            socket.setSoTimeout(1);
            assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
            assertThatThrownBy(() -> socket.getInputStream().read(new byte[8], 0, 8))
                    .isInstanceOf(SocketTimeoutException.class);
            send(value);
            socket.setSoTimeout(5_000);
            assertThat(socket.getInputStream().read()).isEqualTo(value);
        }
    }

    @Test
    void who_asks_is_given_what_has_come() throws IOException {
        send(7);
        send(8);
        socket.setSoTimeout(5_000);
        assertThat(socket.getInputStream().read()).isEqualTo(7);
        socket.setSoTimeout(1);
        byte[] bytes = new byte[8];
        assertThat(socket.getInputStream().read(bytes, 0, 8)).isEqualTo(1);
        assertThat(bytes[0]).isEqualTo((byte) 8);
    }

    @Test
    void who_waits_without_a_limit_waits_and_sees_the_end() throws IOException {
        socket.setSoTimeout(1);
        socket.setSoTimeout(0);
        Thread.ofVirtual().start(() -> {
            try {
                send(9);
                other.close();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        assertThat(socket.getInputStream().read()).isEqualTo(9);
        assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }

    @Test
    void it_connects_from_where_it_is_told_to() throws IOException {
        try (Socket bound = new PromptSocketFactory()
                .createSocket("localhost", server.getLocalPort(), InetAddress.getLoopbackAddress(), 0)) {
            assertThat(bound.getLocalAddress()).isEqualTo(InetAddress.getLoopbackAddress());
        }
        assertThatThrownBy(() -> new PromptSocketFactory().createSocket("localhost", 1))
                .isInstanceOf(IOException.class);
    }
}
