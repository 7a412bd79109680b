package dev.flare.integration.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Whoever is told of alerts, and knows by the shared secret that the supervisor tells it. */
final class Webhook implements AutoCloseable {

    static final String SECRET = "only-we-know";
    private static final String PATH = "/alerts";

    private final Participants server = new Participants();

    String url() {
        return server.url(PATH);
    }

    void answers(int status) {
        server.answers(PATH, status);
    }

    void hangs() {
        server.hangs(PATH);
    }

    void refuses() {
        server.refuse();
    }

    /** Takes alerts again, whatever it did before. */
    void recovers(boolean refused) {
        server.recovers(PATH);
        if (refused) {
            server.listenAgain();
        }
    }

    /** Everything it was told of an alert, taken or not. */
    List<Participants.Call> told(String alertId) {
        return server.calls(PATH).stream()
                .filter(call -> call.header("X-Flare-Alert-Id").equals(alertId))
                .toList();
    }

    static void assertSigned(Participants.Call call) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            String signature = HexFormat.of().formatHex(mac.doFinal(call.body().getBytes(StandardCharsets.UTF_8)));
            assertThat(call.header("X-Flare-Signature")).isEqualTo("sha256=" + signature);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
