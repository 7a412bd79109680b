package dev.flare.messages.supervision;

/** How far one participant was at some moment. */
public record MatrixRow(
        String name, boolean hasStarted, boolean hasCompleted, boolean hasFailed, boolean hasCompensated) {}
