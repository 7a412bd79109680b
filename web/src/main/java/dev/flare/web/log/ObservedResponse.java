package dev.flare.web.log;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A response that keeps the beginning of what is written to it. */
final class ObservedResponse extends HttpServletResponseWrapper {

    private @Nullable Copy copy;

    ObservedResponse(HttpServletResponse response) {
        super(response);
    }

    @Override
    public ServletOutputStream getOutputStream() throws IOException {
        Copy stream = copy;
        if (stream == null) {
            stream = new Copy(super.getOutputStream());
            copy = stream;
        }
        return stream;
    }

    /** What was written so far, or null when it was nothing. */
    @Nullable
    Payload payload() {
        return copy == null || copy.total == 0 ? null : new Payload(copy.kept, copy.length, copy.total);
    }

    private static final class Copy extends ServletOutputStream {

        private static final byte[] NOTHING = {};

        private final ServletOutputStream out;
        private byte[] kept = NOTHING;
        private int length;
        private long total;

        Copy(ServletOutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int b) throws IOException {
            out.write(b);
            keep(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int count) throws IOException {
            out.write(bytes, offset, count);
            keep(bytes, offset, count);
        }

        private void keep(byte[] bytes, int offset, int count) {
            int more = Math.min(count, Payload.BYTES_MAX - length);
            if (length + more > kept.length) {
                kept = Arrays.copyOf(kept, Math.clamp(2L * kept.length, length + more, Payload.BYTES_MAX));
            }
            System.arraycopy(bytes, offset, kept, length, more);
            length += more;
            total += count;
        }

        @Override
        public void flush() throws IOException {
            out.flush();
        }

        @Override
        public void close() throws IOException {
            out.close();
        }

        @Override
        public boolean isReady() {
            return out.isReady();
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            out.setWriteListener(listener);
        }
    }
}
