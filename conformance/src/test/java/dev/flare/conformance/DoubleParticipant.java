package dev.flare.conformance;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A participant that is right in everything, or wrong in one thing. */
final class DoubleParticipant implements AutoCloseable {

    /** What is wrong with it. */
    enum Defect {
        NONE,
        WORK_IS_NOT_SEEN_IN_THE_ROW,
        DUPLICATE_WORK_IS_DONE_AGAIN,
        DUPLICATE_WORK_IS_AN_ERROR,
        WORK_AT_ONCE_IS_DONE_SEVERAL_TIMES,
        COMPENSATION_LEAVES_THE_WORK,
        COMPENSATION_IS_NOT_SEEN_IN_THE_ROW,
        REPEATED_COMPENSATION_UNDOES_AGAIN,
        REPEATED_COMPENSATION_IS_REFUSED,
        COMPENSATION_AT_ONCE_UNDOES_SEVERAL_TIMES,
        LATE_WORK_IS_DONE,
        LATE_WORK_IS_SAID_TO_BE_DONE,
        NULL_COMPENSATION_IS_REFUSED,
        NULL_COMPENSATION_IS_FORGOTTEN,
        NULL_COMPENSATION_UNDOES_WHAT_WAS_NOT_DONE,
        WORK_AND_COMPENSATION_DO_NOT_SEE_EACH_OTHER,
        UNKNOWN_IS_CLAIMED,
        UNKNOWN_IS_AN_ERROR,
        MALFORMED_WORK_IS_AN_ERROR,
        MALFORMED_WORK_IS_DONE,
        MALFORMED_COMPENSATION_IS_ACCEPTED,
        MALFORMED_COMPENSATION_CHANGES_THE_ROW,
        THE_ROW_IS_NO_JSON,
        THE_FLAGS_ARE_WORDS
    }

    private static final class Row {

        private boolean isWorked;
        private boolean isCompensated;
        private final AtomicInteger effects = new AtomicInteger();
    }

    private record Reply(int status, String body) {}

    private static final Reply DONE = new Reply(200, "{}");

    private final Defect defect;
    private final boolean showsEffects;
    private final Map<String, Row> rows = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpServer server;

    DoubleParticipant(Defect defect, boolean showsEffects) throws IOException {
        this.defect = defect;
        this.showsEffects = showsEffects;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            try (exchange) {
                Reply reply = reply(exchange);
                byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
                exchange.getResponseBody().write(body);
            }
        });
        server.start();
    }

    URI url() {
        return URI.create("http://localhost:" + server.getAddress().getPort());
    }

    private Reply reply(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        return switch (exchange.getRequestURI().getPath()) {
            case "/work" -> work(body);
            case "/compensate" -> compensate(body);
            default -> status(exchange.getRequestURI().getPath().substring("/status/".length()));
        };
    }

    private static String id(String body) {
        try {
            JsonNode json = JsonMapper.shared().readTree(body);
            String id = json.path("transactionId").isString()
                    ? json.path("transactionId").stringValue()
                    : "";
            return id.matches("[A-Za-z0-9-]{1,100}") ? id : "";
        } catch (JacksonException e) {
            return "";
        }
    }

    private Reply work(String body) {
        String id = id(body);
        if (!id.isEmpty()) {
            return worked(id);
        }
        return switch (defect) {
            case MALFORMED_WORK_IS_AN_ERROR -> new Reply(500, "");
            case MALFORMED_WORK_IS_DONE -> {
                if (body.matches("sandbox-.*")) {
                    worked(body);
                }
                yield new Reply(400, "");
            }
            default -> new Reply(400, "");
        };
    }

    private Reply worked(String id) {
        Row row = rows.computeIfAbsent(id, any -> new Row());
        if (defect == Defect.WORK_AT_ONCE_IS_DONE_SEVERAL_TIMES && !row.isWorked && !row.isCompensated) {
            pause();
            return done(row);
        }
        if (defect == Defect.WORK_AND_COMPENSATION_DO_NOT_SEE_EACH_OTHER && !row.isWorked && !row.isCompensated) {
            pause();
            return row.isWorked ? DONE : done(row);
        }
        synchronized (row) {
            if (row.isCompensated) {
                return switch (defect) {
                    case LATE_WORK_IS_DONE -> done(row);
                    case LATE_WORK_IS_SAID_TO_BE_DONE -> DONE;
                    default -> new Reply(409, "{\"code\":\"TOO_LATE\"}");
                };
            }
            if (row.isWorked) {
                return switch (defect) {
                    case DUPLICATE_WORK_IS_DONE_AGAIN -> done(row);
                    case DUPLICATE_WORK_IS_AN_ERROR -> new Reply(500, "");
                    default -> DONE;
                };
            }
            return done(row);
        }
    }

    private static Reply done(Row row) {
        row.isWorked = true;
        row.effects.incrementAndGet();
        return DONE;
    }

    private Reply compensate(String body) {
        String id = id(body);
        if (!id.isEmpty()) {
            return compensated(id);
        }
        return switch (defect) {
            case MALFORMED_COMPENSATION_IS_ACCEPTED -> DONE;
            case MALFORMED_COMPENSATION_CHANGES_THE_ROW -> {
                if (body.matches("sandbox-.*")) {
                    compensated(body);
                }
                yield new Reply(400, "");
            }
            default -> new Reply(400, "");
        };
    }

    private Reply compensated(String id) {
        Row row = rows.computeIfAbsent(id, any -> new Row());
        if (defect == Defect.COMPENSATION_AT_ONCE_UNDOES_SEVERAL_TIMES && row.isWorked && !row.isCompensated) {
            pause();
            return undone(row);
        }
        synchronized (row) {
            if (row.isCompensated) {
                return switch (defect) {
                    case REPEATED_COMPENSATION_UNDOES_AGAIN -> undone(row);
                    case REPEATED_COMPENSATION_IS_REFUSED -> new Reply(422, "");
                    default -> DONE;
                };
            }
            if (!row.isWorked) {
                return switch (defect) {
                    case NULL_COMPENSATION_IS_REFUSED -> new Reply(404, "");
                    case NULL_COMPENSATION_IS_FORGOTTEN -> DONE;
                    case NULL_COMPENSATION_UNDOES_WHAT_WAS_NOT_DONE -> undone(row);
                    default -> {
                        row.isCompensated = true;
                        yield DONE;
                    }
                };
            }
            return undone(row);
        }
    }

    private Reply undone(Row row) {
        row.isCompensated = true;
        if (defect != Defect.COMPENSATION_LEAVES_THE_WORK) {
            row.effects.decrementAndGet();
        }
        return DONE;
    }

    private Reply status(String id) {
        Row row = rows.get(id);
        if (row == null) {
            return switch (defect) {
                case UNKNOWN_IS_CLAIMED -> new Reply(200, "{\"hasStarted\":true}");
                case UNKNOWN_IS_AN_ERROR -> new Reply(500, "");
                default -> new Reply(404, "");
            };
        }
        if (defect == Defect.THE_ROW_IS_NO_JSON) {
            return new Reply(200, "<row/>");
        }
        boolean isWorked = row.isWorked && defect != Defect.WORK_IS_NOT_SEEN_IN_THE_ROW;
        boolean isCompensated = row.isCompensated && defect != Defect.COMPENSATION_IS_NOT_SEEN_IN_THE_ROW;
        String mark = defect == Defect.THE_FLAGS_ARE_WORDS ? "\"" : "";
        return new Reply(
                200,
                "{\"hasStarted\":" + mark + isWorked + mark + ",\"hasCompleted\":" + isWorked + ",\"hasCompensated\":"
                        + isCompensated + (showsEffects ? ",\"effects\":" + row.effects.get() : "") + "}");
    }

    private static void pause() {
        try {
            Thread.sleep(15);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
