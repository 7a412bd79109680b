package dev.flare.participant;

/** What a participant's own database says of one transaction. Committed, or nothing of it is there. */
public record Row(boolean hasStarted, boolean hasCompleted, boolean hasFailed, boolean hasCompensated) {

    /** Where there is none: nothing is known of the transaction. */
    public static final Row NONE = new Row(false, false, false, false);

    /** What the supervisor expects from a {@code statusUrl}. */
    public String json() {
        return "{\"hasStarted\":" + hasStarted + ",\"hasCompleted\":" + hasCompleted + ",\"hasFailed\":" + hasFailed
                + ",\"hasCompensated\":" + hasCompensated + "}";
    }
}
