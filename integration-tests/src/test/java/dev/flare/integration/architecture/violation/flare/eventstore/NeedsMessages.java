package dev.flare.integration.architecture.violation.flare.eventstore;

import dev.flare.integration.architecture.violation.flare.messages.NeedsTheOther;
import java.util.List;

/** Breaks a rule on purpose. */
public record NeedsMessages(List<NeedsTheOther> others, NeedsTheOther first) {}
