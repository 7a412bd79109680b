package dev.flare.saga.runbook;

import dev.flare.messages.shared.RefusalCode;
import dev.flare.messages.shared.RefusedException;
import dev.flare.messages.supervision.FailureKind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.stream.Stream;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** {@code GET /runbooks/{failure}}: a page of docs/runbooks, as text that people read. */
@RestController
public final class RunbookController {

    private static final MediaType TEXT = new MediaType("text", "plain", StandardCharsets.UTF_8);

    @GetMapping("/runbooks/{failure}")
    ResponseEntity<byte[]> runbook(@PathVariable("failure") String failure) throws IOException {
        String page = Stream.of(FailureKind.values())
                .map(RunbookController::page)
                .filter(failure::equals)
                .findFirst()
                .orElseThrow(() -> new RefusedException(RefusalCode.NOT_FOUND, "there is no such runbook", "failure"));
        try (InputStream in = RunbookController.class.getResourceAsStream("/dev/flare/saga/runbooks/" + page + ".md")) {
            if (in == null) {
                throw new IllegalStateException("the runbook " + page + " is missing in this build");
            }
            return ResponseEntity.ok().contentType(TEXT).body(in.readAllBytes());
        }
    }

    /** The name of a kind's page. */
    static String page(FailureKind kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
