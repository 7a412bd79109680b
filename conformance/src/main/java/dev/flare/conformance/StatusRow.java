package dev.flare.conformance;

import java.util.List;
import java.util.OptionalLong;
import tools.jackson.databind.JsonNode;

/**
 * A participant's row, as it answers it.
 *
 * @param effects how often the work is in force, when the participant shows it
 * @param isReadable whether it is a row, or says that there is none, in a form that the supervisor reads
 */
record StatusRow(
        boolean hasStarted,
        boolean hasCompleted,
        boolean hasFailed,
        boolean hasCompensated,
        OptionalLong effects,
        boolean isReadable) {

    private static final int NOT_FOUND = 404;
    private static final int NO_CONTENT = 204;
    private static final List<String> FLAGS = List.of("hasStarted", "hasCompleted", "hasFailed", "hasCompensated");

    static StatusRow of(Came came) {
        if (came.status() == NOT_FOUND || came.status() == NO_CONTENT) {
            return new StatusRow(false, false, false, false, OptionalLong.empty(), true);
        }
        JsonNode row = came.json();
        boolean isReadable =
                came.status() == 200 && row.isObject() && FLAGS.stream().allMatch(flag -> isFlag(row.path(flag)));
        return new StatusRow(
                flag(row, FLAGS.get(0)),
                flag(row, FLAGS.get(1)),
                flag(row, FLAGS.get(2)),
                flag(row, FLAGS.get(3)),
                row.path("effects").isIntegralNumber()
                        ? OptionalLong.of(row.path("effects").longValue())
                        : OptionalLong.empty(),
                isReadable);
    }

    private static boolean isFlag(JsonNode value) {
        return value.isMissingNode() || value.isNull() || value.isBoolean() || value.isIntegralNumber();
    }

    private static boolean flag(JsonNode row, String name) {
        JsonNode value = row.path(name);
        return value.isBoolean() ? value.booleanValue() : value.isIntegralNumber() && value.longValue() != 0;
    }

    boolean hasEffects(long wanted) {
        return effects.isEmpty() || effects.getAsLong() == wanted;
    }

    /** What a row may be expected to say. */
    enum Expected {
        WORKED("200, hasStarted and hasCompleted alone, effects 1 where shown") {
            @Override
            boolean is(StatusRow row) {
                return row.hasStarted && row.hasCompleted && !row.hasFailed && !row.hasCompensated && row.hasEffects(1);
            }
        },
        UNDONE("200, hasCompensated, effects 0 where shown") {
            @Override
            boolean is(StatusRow row) {
                return row.hasCompensated && row.hasEffects(0);
            }
        },
        NEVER_STARTED("200, hasCompensated without hasStarted and hasCompleted, effects 0 where shown") {
            @Override
            boolean is(StatusRow row) {
                return row.hasCompensated && !row.hasStarted && !row.hasCompleted && row.hasEffects(0);
            }
        },
        UNKNOWN("404, 204, or a row in which nothing is true") {
            @Override
            boolean is(StatusRow row) {
                return !row.hasStarted
                        && !row.hasCompleted
                        && !row.hasFailed
                        && !row.hasCompensated
                        && row.hasEffects(0);
            }
        };

        private final String words;

        Expected(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }

        abstract boolean is(StatusRow row);
    }
}
