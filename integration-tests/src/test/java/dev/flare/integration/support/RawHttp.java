package dev.flare.integration.support;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** HTTP/1.1 byte by byte, for what no decent client would send. */
public final class RawHttp {

    private static final int PATIENCE_MILLIS = 30_000;

    /** @param headers by name, in whatever case */
    public record Reply(int status, Map<String, String> headers, String body) {

        public JsonNode json() {
            return JsonMapper.shared().readTree(body);
        }

        public String header(String name) {
            return headers.getOrDefault(name, "");
        }
    }

    private final URI base;

    public RawHttp(Api api) {
        this.base = URI.create(api.base());
    }

    /** @param headers whole lines; length and host are added unless a line says so itself */
    public Reply send(String method, String target, List<String> headers, byte[] body) {
        try (Socket socket = new Socket(base.getHost(), base.getPort())) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream().write(request(method, target, headers, body));
            socket.getOutputStream().flush();
            return read(socket.getInputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(method + " " + target, e);
        }
    }

    private byte[] request(String method, String target, List<String> headers, byte[] body) throws IOException {
        List<String> lines = new ArrayList<>(
                List.of(method + " " + target + " HTTP/1.1", "Host: " + base.getAuthority(), "Connection: close"));
        lines.addAll(headers);
        if (body.length > 0) {
            lines.add("Content-Length: " + body.length);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write((String.join("\r\n", lines) + "\r\n\r\n").getBytes(StandardCharsets.UTF_8));
        bytes.write(body);
        return bytes.toByteArray();
    }

    private static Reply read(InputStream in) throws IOException {
        String all = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        int end = all.indexOf("\r\n\r\n");
        String[] head = all.substring(0, end).split("\r\n");
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (int i = 1; i < head.length; i++) {
            int colon = head[i].indexOf(':');
            headers.put(
                    head[i].substring(0, colon), head[i].substring(colon + 1).strip());
        }
        String body = all.substring(end + 4);
        if ("chunked".equals(headers.get("transfer-encoding"))) {
            body = whole(body);
        }
        return new Reply(
                Integer.parseInt(head[0].split(" ")[1]),
                headers,
                new String(body.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
    }

    private static String whole(String chunked) {
        StringBuilder whole = new StringBuilder();
        int at = 0;
        while (true) {
            int line = chunked.indexOf("\r\n", at);
            int size = Integer.parseInt(chunked.substring(at, line).strip(), 16);
            if (size == 0) {
                return whole.toString();
            }
            whole.append(chunked, line + 2, line + 2 + size);
            at = line + 2 + size + 2;
        }
    }
}
