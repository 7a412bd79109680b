package dev.flare.integration.overload;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/**
 * One connection over which requests are sent when they are due, whether or not the ones before were answered: what many
 * impatient clients behind one proxy look like.
 */
final class Pipeline implements AutoCloseable {

    /** @param status 0 when there was no answer */
    record Answered(Request request, int status, boolean saysWhenToRetry) {}

    /** @param key its idempotency key and its reference */
    record Request(String key, String from, String to) {

        private byte[] bytes(String authority) {
            String body = "{\"from\":\"" + from + "\",\"to\":\"" + to
                    + "\",\"amount\":1,\"currency\":\"GBP\",\"reference\":\"" + key + "\"}";
            return ("POST /api/transfers HTTP/1.1\r\nHost: " + authority
                            + "\r\nContent-Type: application/json\r\nIdempotency-Key: " + key + "\r\nContent-Length: "
                            + body.length() + "\r\n\r\n" + body)
                    .getBytes(StandardCharsets.US_ASCII);
        }
    }

    private static final int PATIENCE_MILLIS = 10_000;
    private static final Duration DRAIN = Duration.ofSeconds(20);

    private final String authority;
    private final Socket socket = new Socket();
    private final InputStream in;
    private final Queue<Request> unanswered = new ConcurrentLinkedQueue<>();
    private final Queue<Answered> answered = new ConcurrentLinkedQueue<>();
    private volatile boolean allSent;

    Pipeline(URI base) throws IOException {
        this.authority = base.getAuthority();
        socket.connect(new InetSocketAddress(base.getHost(), base.getPort()), PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(PATIENCE_MILLIS);
        this.in = new BufferedInputStream(socket.getInputStream(), 16_384);
    }

    /** Sends one request after the other, each as soon as the one before is answered. */
    void closedLoop(long endNanos, Function<Integer, Request> requests) throws IOException {
        for (int i = 0; System.nanoTime() < endNanos; i++) {
            send(requests.apply(i));
            readOne();
        }
    }

    /** Sends a request per interval, counting all that are due; what cannot be sent any more is not sent. */
    void openLoop(long endNanos, long intervalNanos, Function<Integer, Request> requests, AtomicLong due) {
        Thread reader = Thread.ofVirtual().start(() -> readUntil(endNanos + DRAIN.toNanos()));
        long next = System.nanoTime();
        try {
            for (int i = 0; next < endNanos; i++, next += intervalNanos) {
                LockSupport.parkNanos(next - System.nanoTime());
                due.incrementAndGet();
                if (System.nanoTime() < endNanos) {
                    send(requests.apply(i));
                }
            }
        } catch (IOException e) {
            // The server hung up; what was not answered counts as such.
        }
        allSent = true;
        join(reader);
        for (Request request = unanswered.poll(); request != null; request = unanswered.poll()) {
            answered.add(new Answered(request, 0, false));
        }
    }

    private static void join(Thread reader) {
        try {
            reader.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void send(Request request) throws IOException {
        unanswered.add(request);
        socket.getOutputStream().write(request.bytes(authority));
    }

    /** Answers that come later than that are not waited for. */
    private void readUntil(long latestNanos) {
        try (socket) {
            while ((!allSent || !unanswered.isEmpty()) && System.nanoTime() < latestNanos) {
                if (unanswered.isEmpty()) {
                    LockSupport.parkNanos(1_000_000);
                } else {
                    readOne();
                }
            }
        } catch (IOException e) {
            // as above
        }
    }

    private void readOne() throws IOException {
        int status = Integer.parseInt(line().split(" ", 3)[1]);
        int length = 0;
        boolean chunked = false;
        boolean retryAfter = false;
        for (String line = line(); !line.isEmpty(); line = line()) {
            String header = line.toLowerCase(Locale.ROOT);
            retryAfter |= header.startsWith("retry-after:");
            chunked |= header.equals("transfer-encoding: chunked");
            if (header.startsWith("content-length:")) {
                length = Integer.parseInt(header.substring(15).strip());
            }
        }
        in.skipNBytes(length);
        if (chunked) {
            skipChunks();
        }
        answered.add(new Answered(unanswered.remove(), status, retryAfter));
    }

    private void skipChunks() throws IOException {
        for (int size = Integer.parseInt(line(), 16); size > 0; size = Integer.parseInt(line(), 16)) {
            in.skipNBytes(size + 2);
        }
        line();
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder(64);
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException();
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    Collection<Answered> answered() {
        return answered;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
