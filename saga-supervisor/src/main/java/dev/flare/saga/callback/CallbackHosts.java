package dev.flare.saga.callback;

import dev.flare.messages.shared.RefusedException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;

/**
 * Which hosts the supervisor calls. URLs come with transactions, from whoever registers them: without a list of hosts a stranger
 * could make the supervisor call anything that it can reach.
 */
public final class CallbackHosts {

    /** Who is called when nothing is set: participants on the same machine. */
    public static final String USUAL = "localhost,127.0.0.1,[::1]";

    private static final String ANY = "*";
    private static final String ANY_BELOW = "*.";
    private static final int URL_MAX = 2_000;

    private final List<String> allowed;

    /** @param allowed hosts, {@code *.example.com} for all below a domain, or {@code *} for any */
    public CallbackHosts(List<String> allowed) {
        this.allowed = allowed.stream()
                .map(host -> host.strip().toLowerCase(Locale.ROOT))
                .filter(host -> !host.isEmpty())
                .toList();
    }

    /** @throws RefusedException when it is no URL that may be called */
    public String checked(String field, String url) {
        URI uri = parsed(field, url);
        String host = uri.getHost();
        boolean http = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
        if (!http || host == null || uri.getUserInfo() != null) {
            throw RefusedException.invalid(field, field + " must be a URL such as https://billing.example.com/undo");
        }
        if (!isAllowed(host.toLowerCase(Locale.ROOT))) {
            throw RefusedException.invalid(
                    field, "the supervisor may not call that host; FLARE_SAGA_CALLBACK_HOSTS names those it may");
        }
        return url;
    }

    private static URI parsed(String field, String url) {
        try {
            if (url.length() <= URL_MAX) {
                return new URI(url);
            }
        } catch (URISyntaxException e) {
            // said below
        }
        throw RefusedException.invalid(field, field + " must be a URL of at most " + URL_MAX + " characters");
    }

    private boolean isAllowed(String host) {
        return allowed.stream()
                .anyMatch(one -> one.equals(ANY)
                        || one.equals(host)
                        || (one.startsWith(ANY_BELOW) && host.endsWith(one.substring(1))));
    }
}
