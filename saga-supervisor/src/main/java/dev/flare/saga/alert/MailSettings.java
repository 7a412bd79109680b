package dev.flare.saga.alert;

import dev.flare.web.settings.Settings;
import dev.flare.web.settings.WrongSettingException;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How alerts are sent by e-mail.
 *
 * @param to who is woken
 * @param canaryTo who is told of canaries, and must not be woken
 * @param flareUrl where operators reach Flare
 */
public record MailSettings(
        String host,
        int port,
        Tls tls,
        Optional<Login> login,
        InternetAddress from,
        List<InternetAddress> to,
        List<InternetAddress> canaryTo,
        String flareUrl) {

    /** How the connection to the server is kept from others' eyes. */
    public enum Tls {
        /** From the first byte. */
        IMPLICIT(465),
        /** Asked for on an open connection, which is given up when the server has none. */
        STARTTLS(587),
        /** Not at all. */
        NONE(25);

        private final int usualPort;

        Tls(int usualPort) {
            this.usualPort = usualPort;
        }
    }

    /** Who we are to the server. */
    public record Login(String user, String password) {

        /** Not the password. */
        @Override
        public String toString() {
            return user;
        }
    }

    private static final String PREFIX = "flare.saga.mail.";
    private static final String IN_ENVIRONMENT = "FLARE_SAGA_MAIL_";
    private static final int PORT_MAX = 65_535;

    /** Nothing when no server is named. */
    public static Optional<MailSettings> from(Settings settings) {
        return settings.text(PREFIX + "host").map(host -> of(host, settings));
    }

    private static MailSettings of(String host, Settings settings) {
        Tls tls = tls(settings.text(PREFIX + "tls", "starttls"));
        Optional<Login> login =
                settings.text(PREFIX + "user").map(user -> new Login(user, settings.secret(PREFIX + "password")));
        if (tls == Tls.NONE && login.isPresent() && !isHere(host)) {
            throw new WrongSettingException(
                    "FLARE_SAGA_MAIL_TLS is none, and a password would be read by others; it can be starttls or implicit");
        }
        List<InternetAddress> from = addresses(IN_ENVIRONMENT + "FROM", required(settings, "from"));
        if (from.size() != 1) {
            throw new WrongSettingException("FLARE_SAGA_MAIL_FROM is one address");
        }
        return new MailSettings(
                host,
                settings.number(PREFIX + "port", tls.usualPort, 1, PORT_MAX),
                tls,
                login,
                from.getFirst(),
                addresses(IN_ENVIRONMENT + "TO", required(settings, "to")),
                settings.text("flare.saga.canary.mail-to")
                        .map(to -> addresses("FLARE_SAGA_CANARY_MAIL_TO", to))
                        .orElse(from),
                flareUrl(settings));
    }

    private static Tls tls(String text) {
        return Stream.of(Tls.values())
                .filter(one -> one.name().equalsIgnoreCase(text))
                .findFirst()
                .orElseThrow(() -> new WrongSettingException("FLARE_SAGA_MAIL_TLS is starttls, implicit or none"));
    }

    private static boolean isHere(String host) {
        return List.of("localhost", "127.0.0.1", "::1").contains(host);
    }

    private static String required(Settings settings, String name) {
        return settings.text(PREFIX + name)
                .orElseThrow(() -> new WrongSettingException(
                        "set " + IN_ENVIRONMENT + name.toUpperCase(Locale.ROOT) + ", like flare@example.com"));
    }

    private static List<InternetAddress> addresses(String name, String text) {
        try {
            List<InternetAddress> addresses = List.of(InternetAddress.parse(text, true));
            for (InternetAddress address : addresses) {
                // The parser also takes the name of a mailbox on the server itself.
                if (!address.getAddress().contains("@") || text.chars().anyMatch(Character::isISOControl)) {
                    throw new AddressException();
                }
            }
            return addresses;
        } catch (AddressException e) {
            throw new WrongSettingException(name + " is a list of addresses like one@example.com,two@example.com");
        }
    }

    private static String flareUrl(Settings settings) {
        String url = settings.text("flare.saga.public-url", "http://localhost:" + settings.text("server.port", "8080"));
        if (!url.matches("https?://[^\\s'/]+(/[^\\s']*)?")) {
            throw new WrongSettingException("FLARE_SAGA_PUBLIC_URL is a URL like https://flare.example.com");
        }
        return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }
}
