package dev.flare.saga;

import dev.flare.eventstore.PostgresServer;
import dev.flare.messages.shared.Region;
import dev.flare.saga.alert.MailSettings;
import dev.flare.saga.callback.CallbackHosts;
import dev.flare.saga.canary.Times;
import dev.flare.web.settings.Settings;
import dev.flare.web.settings.WrongSettingException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What the supervisor is told from outside.
 *
 * @param regions whose logs are followed
 * @param server the server with the databases of the regions, which are read, and {@code supervisor}, which is written
 * @param patience how long a request may take
 * @param callbackHosts whom the supervisor calls
 * @param webhook where alerts are sent, if anywhere
 * @param mail how alerts are sent by e-mail, if at all
 * @param canaries when canaries are begun, if at all
 * @param transferDeadline until when each region must have done its part of a transfer between regions
 */
record SagaSettings(
        List<Region> regions,
        PostgresServer server,
        Duration patience,
        List<String> callbackHosts,
        Optional<Webhook> webhook,
        Optional<MailSettings> mail,
        Optional<Times> canaries,
        Duration transferDeadline) {

    /** @param secret by which the receiver knows that it was us */
    record Webhook(String url, String secret) {

        /** Not the secret. */
        @Override
        public String toString() {
            return url;
        }
    }

    static SagaSettings from(Settings settings) {
        PostgresServer server = new PostgresServer(
                settings.urlTemplate("flare.saga.postgres.url-template"),
                settings.text("flare.saga.postgres.user", "flare_supervisor"),
                settings.secret("flare.saga.postgres.password"));
        return new SagaSettings(
                settings.regions(),
                server,
                settings.duration("flare.saga.patience", Duration.ofSeconds(5), Duration.ofMillis(100)),
                List.of(settings.text("flare.saga.callback-hosts", CallbackHosts.USUAL)
                        .split(",")),
                webhook(settings),
                MailSettings.from(settings),
                canaries(settings),
                settings.duration("flare.saga.transfer-deadline", Duration.ofSeconds(10), Duration.ofMillis(100)));
    }

    private static Optional<Webhook> webhook(Settings settings) {
        return settings.text("flare.saga.webhook.url")
                .map(url -> new Webhook(url(url), settings.secret("flare.saga.webhook.secret")));
    }

    static Optional<Times> canaries(Settings settings) {
        String every = "flare.saga.canary.every";
        return settings.text(every).filter("off"::equalsIgnoreCase).isPresent()
                ? Optional.empty()
                : Optional.of(new Times(settings.duration(every, Duration.ofMinutes(1), Duration.ofSeconds(10))));
    }

    private static String url(String url) {
        if (!url.matches("https?://[^\\s]+")) {
            throw new WrongSettingException("FLARE_SAGA_WEBHOOK_URL is a URL like https://alerts.example.com/flare");
        }
        return url;
    }
}
