package dev.flare.saga.alert;

import dev.flare.saga.answer.AlertAnswer;
import dev.flare.saga.transaction.CanaryDecision;
import jakarta.mail.Address;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Alerts as e-mail, in plain text, over SMTP. A repetition of the same alert has the same {@code Message-ID}, and another one when it
 * became urgent again, so whoever receives it twice can drop the second. Canaries go to addresses of their own.
 *
 * <p>It was told when the server has taken the message for at least one of its recipients; those that it refused are in the log.
 */
public final class MailChannel implements AlertChannel {

    /** How long all of it may take; less than the time for which a piece of work is taken. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration READ = Duration.ofSeconds(4);
    private static final Duration WRITE = Duration.ofSeconds(4);
    private static final Logger LOG = LoggerFactory.getLogger(MailChannel.class);

    private final MailSettings settings;
    private final Session session;
    private final Duration patience;

    public MailChannel(MailSettings settings) {
        this(settings, null, PATIENCE);
    }

    /** @param trusts whose certificates are believed; null for the JDK's own authorities */
    MailChannel(MailSettings settings, @Nullable SSLSocketFactory trusts, Duration patience) {
        this.settings = settings;
        this.patience = patience;
        this.session = Session.getInstance(properties(settings, trusts));
    }

    private static Properties properties(MailSettings settings, @Nullable SSLSocketFactory trusts) {
        Properties properties = new Properties();
        properties.put("mail.smtp.connectiontimeout", String.valueOf(CONNECT.toMillis()));
        properties.put("mail.smtp.timeout", String.valueOf(READ.toMillis()));
        properties.put("mail.smtp.writetimeout", String.valueOf(WRITE.toMillis()));
        properties.put("mail.smtp.auth", String.valueOf(settings.login().isPresent()));
        properties.put("mail.smtp.ssl.enable", String.valueOf(settings.tls() == MailSettings.Tls.IMPLICIT));
        properties.put("mail.smtp.starttls.enable", String.valueOf(settings.tls() == MailSettings.Tls.STARTTLS));
        properties.put("mail.smtp.starttls.required", String.valueOf(settings.tls() == MailSettings.Tls.STARTTLS));
        properties.put("mail.smtp.ssl.checkserveridentity", "true");
        // One address that is wrong must not keep the others from being told.
        properties.put("mail.smtp.sendpartial", "true");
        properties.put("mail.smtp.quitwait", "false");
        // What it would find out by itself may take a while.
        properties.put("mail.smtp.localhost", domain(settings.from()));
        if (trusts != null) {
            properties.put("mail.smtp.ssl.socketFactory", trusts);
        }
        return properties;
    }

    private static String domain(InternetAddress address) {
        return address.getAddress().substring(address.getAddress().lastIndexOf('@') + 1);
    }

    @Override
    public String name() {
        return "mail";
    }

    /** On a thread of its own: a server that says little and slowly would keep within every single timeout. */
    @Override
    public void tell(AlertAnswer alert) throws IOException, InterruptedException {
        FutureTask<Void> sending = new FutureTask<>(() -> send(alert), null);
        Thread.ofVirtual().name("mail").start(sending);
        try {
            sending.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new IOException("the mail server has not taken it within " + patience, e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Refused refused
                    ? new IOException(refused.getMessage(), refused.getCause())
                    : new IOException("it could not be sent", e.getCause());
        } finally {
            sending.cancel(true);
        }
    }

    /** Why nobody was told. */
    private static final class Refused extends RuntimeException {

        Refused(String reason, MessagingException cause) {
            super(reason, cause);
        }
    }

    private void send(AlertAnswer alert) {
        List<InternetAddress> to = alert.type().equals(CanaryDecision.TYPE) ? settings.canaryTo() : settings.to();
        try (Transport transport = session.getTransport("smtp")) {
            MimeMessage message = message(alert, to);
            transport.connect(
                    settings.host(),
                    settings.port(),
                    settings.login().map(MailSettings.Login::user).orElse(null),
                    settings.login().map(MailSettings.Login::password).orElse(null));
            transport.sendMessage(message, to.toArray(Address[]::new));
        } catch (SendFailedException e) {
            partly(alert, e);
        } catch (AuthenticationFailedException e) {
            throw new Refused("the mail server refuses our login", e);
        } catch (MessagingException e) {
            throw new Refused(oneLine(e), e);
        }
    }

    private static void partly(AlertAnswer alert, SendFailedException e) {
        Address[] sent = e.getValidSentAddresses();
        if (sent == null || sent.length == 0) {
            throw new Refused("the mail server took it for nobody: " + oneLine(e), e);
        }
        LOG.atWarn()
                .addKeyValue("alertId", alert.alertId())
                .addKeyValue("refused", Arrays.toString(e.getInvalidAddresses()))
                .log("an alert was sent, but not to everybody: " + oneLine(e));
    }

    /** With what the server said to each recipient. */
    private static String oneLine(MessagingException e) {
        StringBuilder text = new StringBuilder(String.valueOf(e.getMessage()));
        Exception next = e.getNextException();
        while (next != null) {
            text.append(": ").append(next.getMessage());
            next = next instanceof MessagingException more ? more.getNextException() : null;
        }
        return MailText.oneLine(text.toString());
    }

    private MimeMessage message(AlertAnswer alert, List<InternetAddress> to) throws MessagingException {
        String id = "<" + alert.alertId() + "." + alert.escalations() + "@" + domain(settings.from()) + ">";
        MimeMessage message = new MimeMessage(session) {
            @Override
            protected void updateMessageID() throws MessagingException {
                setHeader("Message-ID", id);
            }
        };
        MailText text = MailText.of(alert, settings.flareUrl());
        message.setFrom(settings.from());
        message.setRecipients(Message.RecipientType.TO, to.toArray(Address[]::new));
        message.setSubject(text.subject(), StandardCharsets.UTF_8.name());
        message.setText(text.body(), StandardCharsets.UTF_8.name());
        message.setSentDate(new Date());
        message.setHeader("X-Flare-Alert-Id", alert.alertId());
        // No vacation message is wanted in return (RFC 3834).
        message.setHeader("Auto-Submitted", "auto-generated");
        message.saveChanges();
        return message;
    }
}
