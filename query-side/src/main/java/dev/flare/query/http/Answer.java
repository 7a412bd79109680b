package dev.flare.query.http;

import dev.flare.messages.view.AsOf;
import dev.flare.messages.view.Reading;
import dev.flare.query.fold.Fold;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;

/** Answers with what a cache may do: an answer about a fixed moment never changes, any other may already be old. */
public final class Answer {

    private Answer() {}

    /** @param query what was asked; two queries that are equal have one answer at one moment */
    public static <T> ResponseEntity<T> of(T body, Object query, Reading reading, AsOf asOf) {
        if (!reading.moment().isFixed()) {
            return ResponseEntity.ok().cacheControl(CacheControl.noCache()).body(body);
        }
        return ResponseEntity.ok()
                .cacheControl(CacheControl.maxAge(Duration.ofDays(365)).immutable())
                .eTag(tag(query, asOf))
                .body(body);
    }

    private static String tag(Object query, AsOf asOf) {
        String text = Fold.FOLD_VERSION + "|" + asOf.position() + "|" + query;
        byte[] hash = sha256().digest(text.getBytes(StandardCharsets.UTF_8));
        return '"'
                + Base64.getUrlEncoder().withoutPadding().encodeToString(hash).substring(0, 22)
                + '"';
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
