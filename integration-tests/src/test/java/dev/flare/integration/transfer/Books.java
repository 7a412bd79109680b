package dev.flare.integration.transfer;

import dev.flare.integration.support.Postgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the regions' logs say, read as plain rows and understood by nothing of Flare's. */
final class Books {

    private static final JsonMapper JSON = JsonMapper.shared();

    /** One event. */
    record Line(String region, long position, Instant at, String type, JsonNode says, JsonNode metadata) {

        boolean is(String name) {
            return type.equals("ledger." + name);
        }

        boolean movesMoney() {
            return says.has("postings");
        }
    }

    /** What became of one transfer between regions; null is what did not happen. */
    static final class Story {
        Line sent;
        Line received;
        Line refused;
        Line returned;
        Line settled;
        final List<Line> halted = new ArrayList<>();
        final List<String> troubles = new ArrayList<>();

        private Line once(Line before, Line now) {
            if (before != null) {
                troubles.add("twice: " + before + " and " + now);
            }
            return now;
        }

        long amount() {
            return sent.says.required("postings").get(1).required("amount").longValue();
        }

        String currency() {
            return sent.says.required("currency").stringValue();
        }

        boolean isInTransitAt(Instant moment) {
            boolean left = !sent.at.isAfter(moment);
            boolean arrived = received != null && !received.at.isAfter(moment);
            boolean back = returned != null && !returned.at.isAfter(moment);
            return left && !arrived && !back;
        }
    }

    private final List<Line> lines;

    private Books(List<Line> lines) {
        this.lines = lines;
    }

    static Books of(Postgres postgres, List<String> regions) {
        List<Line> lines = new ArrayList<>();
        for (String region : regions) {
            read(postgres, region, lines);
        }
        return new Books(lines);
    }

    private static void read(Postgres postgres, String region, List<Line> into) {
        try (Connection connection = postgres.connect(region);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT position, recorded_at, type, payload, metadata FROM events ORDER BY position")) {
            while (rows.next()) {
                into.add(new Line(
                        region,
                        rows.getLong(1),
                        rows.getObject(2, OffsetDateTime.class).toInstant(),
                        rows.getString(3),
                        JSON.readTree(rows.getString(4)),
                        JSON.readTree(rows.getString(5))));
            }
        } catch (SQLException e) {
            throw new IllegalStateException(region, e);
        }
    }

    List<Line> lines() {
        return lines;
    }

    /** Every event that carries this key of a request. */
    Map<String, List<Line>> byKey() {
        Map<String, List<Line>> found = new HashMap<>();
        for (Line line : lines) {
            String key = line.metadata.path("idempotencyKey").asString("");
            if (!key.isEmpty()) {
                found.computeIfAbsent(key, any -> new ArrayList<>()).add(line);
            }
        }
        return found;
    }

    /** By account, then in minor units. */
    Map<String, Long> balances() {
        Map<String, Long> balances = new HashMap<>();
        lines.stream().filter(Line::movesMoney).forEach(line -> line.says
                .required("postings")
                .forEach(posting -> balances.merge(
                        posting.required("account").stringValue(),
                        posting.required("amount").longValue(),
                        Long::sum)));
        return balances;
    }

    /** The sum of what stood in the clearing accounts of all regions at a moment. */
    long clearingAt(Instant moment) {
        return lines.stream()
                .filter(line -> line.movesMoney() && !line.at.isAfter(moment))
                .flatMap(line -> line.says.required("postings").valueStream())
                .filter(posting -> posting.required("account").stringValue().endsWith("-clearing"))
                .mapToLong(posting -> posting.required("amount").longValue())
                .sum();
    }

    /** By the id of the transfer. */
    Map<String, Story> stories() {
        Map<String, Story> stories = new LinkedHashMap<>();
        for (Line line : lines) {
            String id = line.says
                    .path("transferId")
                    .asString(line.says.path("transactionId").asString(""));
            if (isOfTransfer(line)) {
                add(stories.computeIfAbsent(id, any -> new Story()), line);
            }
        }
        return stories;
    }

    private static boolean isOfTransfer(Line line) {
        return line.is("TransferSent")
                || line.is("TransferReceived")
                || line.is("TransferRefused")
                || line.is("TransferReturned")
                || line.is("TransferSettled")
                || line.is("TransactionHalted");
    }

    private static void add(Story story, Line line) {
        switch (line.type) {
            case "ledger.TransferSent" -> story.sent = story.once(story.sent, line);
            case "ledger.TransferReceived" -> story.received = story.once(story.received, line);
            case "ledger.TransferRefused" -> story.refused = story.once(story.refused, line);
            case "ledger.TransferReturned" -> story.returned = story.once(story.returned, line);
            case "ledger.TransferSettled" -> story.settled = story.once(story.settled, line);
            default -> story.halted.add(line);
        }
    }
}
