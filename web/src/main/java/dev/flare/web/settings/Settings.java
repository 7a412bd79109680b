package dev.flare.web.settings;

import dev.flare.messages.shared.Region;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/**
 * Settings by name: {@code flare.command.patience} is {@code FLARE_COMMAND_PATIENCE} in the environment, which is how
 * messages name it. Every method throws {@link WrongSettingException} when a setting is not what it must be.
 */
public final class Settings {

    private static final String DATABASE = "{database}";
    private static final Pattern PASSWORD_IN_URL = Pattern.compile("[?&](password|sslpassword)=");

    private final Binder binder;

    /** @param environment of a Spring application, or one to which its sources have been attached in the same way */
    public Settings(Environment environment) {
        this.binder = Binder.get(environment);
    }

    public String text(String name, String otherwise) {
        return text(name).orElse(otherwise);
    }

    /** The setting, unless it is missing or empty. */
    public Optional<String> text(String name) {
        return value(name, String.class).map(String::strip).filter(text -> !text.isEmpty());
    }

    /** @param least at least this long */
    public Duration duration(String name, Duration otherwise, Duration least) {
        Duration duration = value(name, Duration.class).orElse(otherwise);
        if (duration.compareTo(least) < 0) {
            throw new WrongSettingException(inEnvironment(name) + " is at least " + least.toMillis() + "ms");
        }
        return duration;
    }

    public int number(String name, int otherwise, int least, int most) {
        int number = value(name, Integer.class).orElse(otherwise);
        if (number < least || number > most) {
            throw new WrongSettingException(
                    inEnvironment(name) + " is a number from " + least + " to " + most + ", not " + number);
        }
        return number;
    }

    /** {@code flare.regions}, in the order in which they are named. */
    public List<Region> regions() {
        List<Region> regions = new ArrayList<>();
        for (String name : text("flare.regions", "au,uk,us").split(",")) {
            Region region = region(name.strip());
            if (regions.contains(region)) {
                throw new WrongSettingException("FLARE_REGIONS names " + region + " twice");
            }
            regions.add(region);
        }
        return List.copyOf(regions);
    }

    private static Region region(String name) {
        try {
            return new Region(name);
        } catch (IllegalArgumentException e) {
            throw new WrongSettingException("FLARE_REGIONS is a list like uk,us: " + e.getMessage());
        }
    }

    /** A JDBC URL with {@code {database}} in it and no password. */
    public String urlTemplate(String name) {
        String url = text(name)
                .orElseThrow(() -> new WrongSettingException("set " + inEnvironment(name)
                        + " to where PostgreSQL is, like" + " jdbc:postgresql://localhost:5432/{database}"));
        if (!url.startsWith("jdbc:postgresql:") || !url.contains(DATABASE)) {
            throw new WrongSettingException(
                    inEnvironment(name) + " is like jdbc:postgresql://localhost:5432/{database}, with those braces");
        }
        if (PASSWORD_IN_URL.matcher(url).find()) {
            throw new WrongSettingException(inEnvironment(name)
                    + " has a password in it, which would be seen in logs; it has a setting of its own");
        }
        return url;
    }

    /** A secret that must be set, if only to nothing: itself, or in the file that the setting with {@code -file} names. */
    public String secret(String name) {
        return optionalSecret(name)
                .orElseThrow(() -> new WrongSettingException("set " + inEnvironment(name) + ", or "
                        + inEnvironment(fileOf(name)) + " to a file with it; empty when the server asks for none"));
    }

    public Optional<String> optionalSecret(String name) {
        Optional<String> secret = value(name, String.class);
        Optional<String> file = text(fileOf(name));
        // The environment may name a file for other processes than the one that was given the secret itself.
        return secret.isPresent() ? secret : file.map(path -> read(fileOf(name), path));
    }

    private static String fileOf(String name) {
        return name + "-file";
    }

    private static String read(String name, String file) {
        try {
            return Files.readString(Path.of(file)).strip();
        } catch (IOException | RuntimeException e) {
            throw new WrongSettingException(inEnvironment(name) + ": cannot read " + file + " ("
                    + e.getClass().getSimpleName() + ")");
        }
    }

    private <T> Optional<T> value(String name, Class<T> type) {
        try {
            return Optional.ofNullable(binder.bind(name, type).orElse(null));
        } catch (BindException e) {
            String form = type == Duration.class ? "duration like 5s" : "number";
            throw new WrongSettingException(inEnvironment(name) + " is no " + form + ": " + text(name, ""));
        }
    }

    private static String inEnvironment(String name) {
        return name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }
}
