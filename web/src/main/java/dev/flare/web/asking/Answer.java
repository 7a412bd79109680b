package dev.flare.web.asking;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;

/** Answers with what a cache may do. */
public final class Answer {

    private Answer() {}

    /** An answer that may already be old. */
    public static <T> ResponseEntity<T> live(T body) {
        return ResponseEntity.ok().cacheControl(CacheControl.noCache()).body(body);
    }

    /**
     * An answer about a fixed moment, which never changes.
     *
     * @param identity what was asked, about which moment, and by which version of the fold it was answered
     */
    public static <T> ResponseEntity<T> fixed(T body, String identity) {
        return ResponseEntity.ok()
                .cacheControl(CacheControl.maxAge(Duration.ofDays(365)).immutable())
                .eTag(tag(identity))
                .body(body);
    }

    private static String tag(String identity) {
        byte[] hash = sha256().digest(identity.getBytes(StandardCharsets.UTF_8));
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
