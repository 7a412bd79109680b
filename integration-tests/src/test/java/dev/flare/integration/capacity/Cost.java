package dev.flare.integration.capacity;

/** What statements cost altogether, as the server counted it. */
record Cost(long calls, long rows, long walBytes, long fullPages) {

    static final Cost NONE = new Cost(0, 0, 0, 0);

    Cost plus(Cost other) {
        return new Cost(calls + other.calls, rows + other.rows, walBytes + other.walBytes, fullPages + other.fullPages);
    }

    Cost minus(Cost other) {
        return new Cost(calls - other.calls, rows - other.rows, walBytes - other.walBytes, fullPages - other.fullPages);
    }
}
