package dev.flare.standalone.http;

import java.net.URI;
import java.net.URISyntaxException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

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

    static final class BaseUrl implements ITypeConverter<URI> {

        @Override
        public URI convert(String value) {
            try {
                URI url = new URI(value.replaceAll("/+$", ""));
                boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
                if (!http || url.getHost() == null || url.getQuery() != null) {
                    throw new TypeConversionException("\"" + value + "\" is not like http://host:port");
                }
                return url;
            } catch (URISyntaxException e) {
                throw new TypeConversionException("\"" + value + "\" is not a URL");
            }
        }
    }
}
