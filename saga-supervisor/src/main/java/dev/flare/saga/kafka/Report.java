package dev.flare.saga.kafka;

import dev.flare.messages.shared.RefusalCode;
import dev.flare.messages.shared.RefusedException;
import dev.flare.messages.supervision.ReportedState;
import dev.flare.saga.supervision.Request;
import dev.flare.saga.transaction.Ids;
import dev.flare.saga.transaction.ReportDecision;
import dev.flare.web.CorrelationId;
import dev.flare.web.JsonBody;
import dev.flare.web.Reason;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** A participant's report as it came in a record. */
record Report(String transactionId, ReportDecision decision, Request request) {

    private static final int BYTES_MAX = 64 * 1024;
    private static final String CORRELATION_ID = "correlationId";

    /** @throws RefusedException when it is none, with what is wrong */
    static Report read(ConsumerRecord<byte[], byte[]> record) {
        JsonBody body = JsonBody.parse(value(record));
        String transactionId = body.value("transactionId", Ids::transaction);
        ReportDecision decision = new ReportDecision(
                body.value("participant", Ids::participant),
                body.choice("state", ReportedState.class),
                body.optionalText("reason", Reason.MAX));
        body.nothingElse();
        requireKey(record, transactionId);
        return new Report(transactionId, decision, new Request(correlationId(record), null, Map.of()));
    }

    private static byte[] value(ConsumerRecord<byte[], byte[]> record) {
        byte[] value = record.value();
        if (value == null) {
            throw new RefusedException(RefusalCode.MALFORMED, "the record has no value");
        }
        if (value.length > BYTES_MAX) {
            throw new RefusedException(
                    RefusalCode.TOO_LARGE, "the value has " + value.length + " bytes, at most " + BYTES_MAX + " go");
        }
        return value;
    }

    /** The key keeps a transaction's reports in one partition, and so in order. */
    private static void requireKey(ConsumerRecord<byte[], byte[]> record, String transactionId) {
        if (!Arrays.equals(record.key(), transactionId.getBytes(StandardCharsets.UTF_8))) {
            throw RefusedException.invalid("key", "the record's key must be the transactionId");
        }
    }

    /** The sender's, or else where the record is. */
    private static String correlationId(ConsumerRecord<byte[], byte[]> record) {
        Header header = record.headers().lastHeader(CORRELATION_ID);
        String given =
                header == null || header.value() == null ? null : new String(header.value(), StandardCharsets.UTF_8);
        return given != null && CorrelationId.isValid(given)
                ? given
                : record.topic() + "-" + record.partition() + "@" + record.offset();
    }
}
