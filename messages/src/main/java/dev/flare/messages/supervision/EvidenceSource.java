package dev.flare.messages.supervision;

/** Where a piece of evidence comes from. */
public enum EvidenceSource {
    /** A report that was refused. */
    REPORT,
    /** The participant's own row. */
    ROW
}
