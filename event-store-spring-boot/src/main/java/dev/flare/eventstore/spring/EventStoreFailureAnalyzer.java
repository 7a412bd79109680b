package dev.flare.eventstore.spring;

import dev.flare.eventstore.DatabaseNotReadyException;
import dev.flare.eventstore.StoreUnavailableException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;

/** Says what to do when an application cannot start because of its event store, instead of a trace of Spring's. */
final class EventStoreFailureAnalyzer implements FailureAnalyzer {

    private static final String MIGRATE =
            "Set flare.event-store.migrate=true, with flare.event-store.owner.username and"
                    + " .password when the application's own role is not to own the tables; or call EventStoreSchema.migrate"
                    + " (and TokenStoreSchema.migrate, for Axon's tokens) as the owner before the application starts, and"
                    + " GRANT flare_append, flare_tokens TO the application's role.";
    private static final String REACH = "Is the server up, and are the URL and the way to it right"
            + " (flare.event-store.url, or the application's own DataSource, spring.datasource.url)?";

    @Override
    public @Nullable FailureAnalysis analyze(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            FailureAnalysis analysis = known(cause);
            if (analysis != null) {
                return analysis;
            }
        }
        return null;
    }

    private static @Nullable FailureAnalysis known(Throwable cause) {
        return switch (cause) {
            case EventStoreMisconfiguredException wrong -> analysis(wrong, wrong.action());
            case DatabaseNotReadyException notReady -> analysis(notReady, MIGRATE);
            case StoreUnavailableException away -> analysis(away, REACH);
            default -> null;
        };
    }

    private static FailureAnalysis analysis(Throwable cause, String action) {
        return new FailureAnalysis("The event store cannot be opened: " + cause.getMessage(), action, cause);
    }
}
