package dev.flare.participant.endpoints;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.flare.participant.Compensation;
import dev.flare.participant.Ids;
import dev.flare.participant.Participation;
import dev.flare.participant.Row;
import dev.flare.participant.Undo;
import dev.flare.participant.json.JsonObject;
import dev.flare.participant.json.JsonText;
import dev.flare.participant.json.MalformedJson;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET …/status/{transactionId}}, for a {@code statusUrl}, and {@code POST …/compensate}, for a {@code compensateUrl}, below
 * the context at which it is put into the JDK's {@code HttpServer}. It knows no users: whoever reaches the port may undo.
 */
public final class ParticipantEndpoints implements HttpHandler {

    private static final System.Logger LOG = System.getLogger(ParticipantEndpoints.class.getName());
    private static final String STATUS = "/status/";
    private static final String COMPENSATE = "/compensate";
    private static final int BODY_MAX = 64 * 1024;

    private final Participation participation;
    private final Undo undo;
    private final @Nullable Effects effects;

    public ParticipantEndpoints(Participation participation, Undo undo) {
        this(participation, undo, null);
    }

    private ParticipantEndpoints(Participation participation, Undo undo, @Nullable Effects effects) {
        this.participation = participation;
        this.undo = undo;
        this.effects = effects;
    }

    /** The same, with {@code effects} in each status: a conformance run then sees work that was done twice or not undone. */
    public ParticipantEndpoints showing(Effects shown) {
        return new ParticipantEndpoints(participation, undo, shown);
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            reply(exchange).send(exchange);
        }
    }

    private Reply reply(HttpExchange exchange) throws IOException {
        String context = exchange.getHttpContext().getPath().replaceAll("/$", "");
        String path = exchange.getRequestURI().getPath().substring(context.length());
        try {
            if (path.startsWith(STATUS)) {
                return only("GET", exchange) ? status(path.substring(STATUS.length())) : wrongMethod();
            }
            if (path.equals(COMPENSATE)) {
                return only("POST", exchange) ? compensate(exchange) : wrongMethod();
            }
            return Reply.problem(404, "NOT_FOUND", "there is no such path");
        } catch (SQLException e) {
            LOG.log(System.Logger.Level.WARNING, "the database refused", e);
            return Reply.problem(503, "UNAVAILABLE", "the database does not answer as it should");
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "a call failed", e);
            return Reply.problem(500, "INTERNAL", "it failed; nothing was changed");
        }
    }

    private static boolean only(String method, HttpExchange exchange) {
        return exchange.getRequestMethod().equals(method);
    }

    private static Reply wrongMethod() {
        return Reply.problem(405, "METHOD_NOT_ALLOWED", "the path has another method");
    }

    private Reply status(String id) throws SQLException {
        Optional<Row> row = Ids.isTransaction(id) ? participation.row(id) : Optional.empty();
        if (row.isEmpty()) {
            return Reply.problem(404, "NOT_FOUND", "nothing is known of the transaction");
        }
        String json = row.get().json();
        return Reply.ok(
                effects == null ? json : json.substring(0, json.length() - 1) + ",\"effects\":" + effects.of(id) + "}");
    }

    private Reply compensate(HttpExchange exchange) throws IOException, SQLException {
        byte[] body = exchange.getRequestBody().readNBytes(BODY_MAX + 1);
        if (body.length > BODY_MAX) {
            return Reply.problem(413, "TOO_LARGE", "the body has more than 64 KiB");
        }
        try {
            return compensate(JsonObject.read(text(body)));
        } catch (MalformedJson | CharacterCodingException e) {
            return Reply.problem(400, "MALFORMED", "the body must be a JSON object in UTF-8: " + e.getMessage());
        }
    }

    private static String text(byte[] body) throws CharacterCodingException {
        return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
    }

    private Reply compensate(JsonObject request) throws SQLException {
        Optional<String> id = request.string("transactionId").filter(Ids::isTransaction);
        if (id.isEmpty()) {
            return Reply.problem(400, "INVALID_FIELD", "transactionId must be the id of a transaction");
        }
        // Absent when somebody else asks than the supervisor; another's name means that it was enlisted with a wrong
        // URL.
        if (request.has("participant") && !request.string("participant").equals(Optional.of(participation.name()))) {
            return Reply.problem(400, "INVALID_FIELD", "participant must be " + participation.name());
        }
        return reply(id.get(), participation.compensate(id.get(), undo));
    }

    private static Reply reply(String id, Compensation compensation) {
        String word =
                switch (compensation) {
                    case Compensation.Undone undone -> "UNDONE";
                    case Compensation.NothingToUndo nothing -> "NOTHING_TO_UNDO";
                    case Compensation.AlreadyUndone already -> "ALREADY_UNDONE";
                    case Compensation.UnderWay underWay -> "UNDER_WAY";
                };
        if (compensation instanceof Compensation.UnderWay) {
            return Reply.problem(503, word, "the work is under way at this moment; nothing was done, ask again");
        }
        return Reply.ok("{\"transactionId\":" + JsonText.of(id) + ",\"compensation\":\"" + word + "\"}");
    }
}
