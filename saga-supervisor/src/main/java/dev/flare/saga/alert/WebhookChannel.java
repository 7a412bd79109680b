package dev.flare.saga.alert;

import dev.flare.messages.EventCodec;
import dev.flare.saga.answer.AlertAnswer;
import dev.flare.saga.callback.Callbacks;
import dev.flare.web.CorrelationId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Alerts as signed POSTs. The body is the alert; the header {@value #SIGNATURE} has {@code sha256=} and HMAC-SHA-256 (RFC 2104)
 * over the body's bytes with the shared secret, in hexadecimal. Any 2xx says that it was taken.
 */
public final class WebhookChannel implements AlertChannel {

    public static final String SIGNATURE = "X-Flare-Signature";

    private static final String ALGORITHM = "HmacSHA256";

    private final String url;
    private final SecretKeySpec secret;
    private final Callbacks callbacks;

    public WebhookChannel(String url, String secret, Callbacks callbacks) {
        this.url = url;
        this.secret = new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM);
        this.callbacks = callbacks;
    }

    @Override
    public String name() {
        return "webhook";
    }

    @Override
    public void tell(AlertAnswer alert) throws IOException, InterruptedException {
        String body = EventCodec.writeAny(alert);
        Callbacks.Answer answer = callbacks.post(
                url,
                body,
                Map.of(
                        SIGNATURE,
                        "sha256=" + signature(body),
                        "X-Flare-Alert-Id",
                        alert.alertId(),
                        CorrelationId.HEADER,
                        alert.correlationId()));
        if (!answer.isSuccess()) {
            throw new IOException("the webhook answered " + answer.status());
        }
    }

    private String signature(String body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(secret);
            return HexFormat.of().formatHex(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }
}
