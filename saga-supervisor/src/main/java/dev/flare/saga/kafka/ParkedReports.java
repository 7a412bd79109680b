package dev.flare.saga.kafka;

import dev.flare.messages.shared.RefusalCode;
import dev.flare.messages.shared.RefusedException;
import dev.flare.messages.view.PageRequest;
import dev.flare.web.DatabaseAway;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Records that are no reports, kept where an operator finds them. */
public final class ParkedReports {

    /**
     * One of them.
     *
     * @param id by which the list is ordered
     * @param value its beginning
     * @param valueBytes how long all of it was
     */
    record Parked(
            long id,
            String topic,
            int partition,
            long offset,
            Instant receivedAt,
            @Nullable String key,
            @Nullable String value,
            int valueBytes,
            String reason) {}

    private static final int KEY_LENGTH = 200;
    private static final int VALUE_LENGTH = 4_000;
    private static final int REASON_LENGTH = 500;

    private static final String PARK = """
            INSERT INTO parked_report (topic, partition, "offset", sent_at, received_at, key, value, value_bytes, reason)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (topic, partition, "offset", sent_at) DO NOTHING""";

    private static final String LIST = """
            SELECT id, topic, partition, "offset", received_at, key, value, value_bytes, reason
            FROM parked_report WHERE ?::bigint IS NULL OR id %s ? ORDER BY id %s LIMIT ?""";

    private static final String COUNT = "SELECT count(*) FROM parked_report";

    private final DataSource database;

    public ParkedReports(DataSource database) {
        this.database = database;
    }

    /** Keeps a record. It is durable when this returns, and once in the list however often it is parked. */
    void park(ConsumerRecord<byte[], byte[]> record, Instant receivedAt, String reason) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement park = connection.prepareStatement(PARK)) {
            byte[] value = record.value();
            park.setString(1, record.topic());
            park.setInt(2, record.partition());
            park.setLong(3, record.offset());
            park.setObject(4, timestamp(Instant.ofEpochMilli(record.timestamp())));
            park.setObject(5, timestamp(receivedAt));
            park.setString(6, beginning(record.key(), KEY_LENGTH));
            park.setString(7, beginning(value, VALUE_LENGTH));
            park.setInt(8, value == null ? 0 : value.length);
            park.setString(9, cut(reason, REASON_LENGTH));
            park.executeUpdate();
        }
    }

    /** Whatever the bytes are, as text that the database takes. */
    private static @Nullable String beginning(byte @Nullable [] bytes, int length) {
        if (bytes == null) {
            return null;
        }
        String text = new String(bytes, 0, Math.min(bytes.length, 4 * length), StandardCharsets.UTF_8);
        return cut(text, length).replace('\0', '\uFFFD');
    }

    private static String cut(String text, int length) {
        int end = Math.min(text.length(), length);
        boolean inPair = end > 0 && end < text.length() && Character.isHighSurrogate(text.charAt(end - 1));
        return text.substring(0, inPair ? end - 1 : end);
    }

    private static OffsetDateTime timestamp(Instant instant) {
        return instant.truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
    }

    /** How many there are. */
    long count() throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement count = connection.prepareStatement(COUNT);
                ResultSet rows = count.executeQuery()) {
            rows.next();
            return rows.getLong(1);
        }
    }

    /** Newest first, one more than the page has when there are more. */
    List<Parked> list(PageRequest page) {
        String sql = page.backwards() ? LIST.formatted(">", "ASC") : LIST.formatted("<", "DESC");
        Long key = page.key() == null ? null : Long.valueOf(page.key());
        try (Connection connection = database.getConnection();
                PreparedStatement list = connection.prepareStatement(sql)) {
            list.setObject(1, key, Types.BIGINT);
            list.setObject(2, key, Types.BIGINT);
            list.setInt(3, page.size() + 1);
            try (ResultSet rows = list.executeQuery()) {
                List<Parked> parked = new ArrayList<>();
                while (rows.next()) {
                    parked.add(parked(rows));
                }
                return parked;
            }
        } catch (SQLException e) {
            if (!DatabaseAway.isWhy(e)) {
                throw new IllegalStateException("the database refuses the list of parked reports", e);
            }
            throw new RefusedException(RefusalCode.UNAVAILABLE, "the supervisor's database does not answer");
        }
    }

    private static Parked parked(ResultSet rows) throws SQLException {
        return new Parked(
                rows.getLong(1),
                rows.getString(2),
                rows.getInt(3),
                rows.getLong(4),
                rows.getObject(5, OffsetDateTime.class).toInstant(),
                rows.getString(6),
                rows.getString(7),
                rows.getInt(8),
                rows.getString(9));
    }
}
