package dev.flare.standalone.http;

import java.net.URI;
import picocli.CommandLine.Option;

/** {@code --url}, for every command that talks to a running Flare. */
public final class UrlOption {

    @Option(
            names = "--url",
            paramLabel = "URL",
            defaultValue = "${env:FLARE_URL:-http://127.0.0.1:8080}",
            converter = BaseUrl.class,
            description = "The Flare to talk to. Default: FLARE_URL, else http://127.0.0.1:8080.")
    private URI url = URI.create("http://127.0.0.1:8080");

    public FlareClient open() {
        return new FlareClient(url);
    }
}
