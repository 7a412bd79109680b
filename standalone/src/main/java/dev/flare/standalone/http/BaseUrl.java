package dev.flare.standalone.http;

import java.net.URI;
import java.net.URISyntaxException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A URL under which paths are, without a slash at the end. */
public final class BaseUrl implements ITypeConverter<URI> {

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
