package dev.flare.standalone.verify;

import dev.flare.standalone.http.UrlOption;
import dev.flare.standalone.jdbc.JdbcOption;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Whose logs, and who is asked. */
final class LogsOptions {

    @Option(names = "--region", paramLabel = "R", description = "Only this region.")
    @Nullable
    String region;

    @Mixin
    UrlOption url = new UrlOption();

    @Mixin
    JdbcOption jdbc = new JdbcOption();

    Logs open(PrintWriter progress) {
        return jdbc.log()
                .<Logs>map(log -> new JdbcLogs(region, log, new VerificationProgress(progress)))
                .orElseGet(() -> new HttpLogs(url.open()));
    }
}
