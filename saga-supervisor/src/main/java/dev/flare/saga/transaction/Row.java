package dev.flare.saga.transaction;

/** A participant's own row, as its database has it. */
public record Row(boolean hasStarted, boolean hasCompleted, boolean hasFailed, boolean hasCompensated) {

    /** Where there is none: the participant knows nothing of the transaction. */
    public static final Row NONE = new Row(false, false, false, false);

    private static int bit(boolean value) {
        return value ? 1 : 0;
    }

    @Override
    public String toString() {
        return "hasStarted=" + bit(hasStarted) + " hasCompleted=" + bit(hasCompleted) + " hasFailed=" + bit(hasFailed)
                + " hasCompensated=" + bit(hasCompensated);
    }
}
