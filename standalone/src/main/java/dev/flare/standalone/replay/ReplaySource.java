package dev.flare.standalone.replay;

/** Who answers what was known at a moment. */
interface ReplaySource {

    /** The answer as JSON, in the words of {@code GET /api/replay}. */
    String replay(ReplayQuestion question);
}
