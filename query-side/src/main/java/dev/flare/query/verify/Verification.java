package dev.flare.query.verify;

import dev.flare.eventstore.EventReader;
import dev.flare.eventstore.Head;
import dev.flare.messages.shared.Region;
import dev.flare.query.moment.RegionLogs;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.SortedSet;
import javax.sql.DataSource;

/**
 * Proves the ledger from its events: the chain of hashes is whole, the index over tags has what the events say and nothing
 * else, every event's postings sum to zero, and every row of the views is what the events say. Reads from snapshots and blocks nobody. Stops in each region at the first difference.
 */
public final class Verification {

    /** Told from time to time how far it has come. */
    @FunctionalInterface
    public interface Progress {
        void at(Region region, long position, long head);
    }

    private static final String SNAPSHOT = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY";

    private final RegionLogs logs;
    private final DataSource views;

    public Verification(RegionLogs logs, DataSource views) {
        this.logs = logs;
        this.views = views;
    }

    public VerificationReport verify(SortedSet<Region> regions, Progress progress) {
        List<VerificationReport.RegionReport> reports =
                regions.stream().map(region -> verify(region, progress)).toList();
        return new VerificationReport(reports.stream().allMatch(VerificationReport.RegionReport::ok), reports);
    }

    /** The log alone, without the views: nobody but its database need be trusted. */
    public static VerificationReport.RegionReport verifyLog(Region region, EventReader log, Progress progress) {
        try {
            Head head = head(log);
            return report(region, head.position(), new RegionCheck(region, log, null, 0, head, progress));
        } catch (Difference e) {
            return new VerificationReport.RegionReport(region, 0, 0, 0, false, e.getMessage());
        } catch (SQLException e) {
            throw new IllegalStateException("only the views are read like this", e);
        }
    }

    private VerificationReport.RegionReport verify(Region region, Progress progress) {
        return logs.ask(region, log -> verify(region, log, progress));
    }

    private VerificationReport.RegionReport verify(Region region, EventReader log, Progress progress) {
        try (Connection connection = views.getConnection()) {
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.execute(SNAPSHOT);
            }
            VerificationReport.RegionReport report = verify(new ViewRows(connection, region), region, log, progress);
            connection.rollback();
            return report;
        } catch (SQLException e) {
            throw new IllegalStateException("the views cannot be read", e);
        }
    }

    private static VerificationReport.RegionReport verify(
            ViewRows view, Region region, EventReader log, Progress progress) throws SQLException {
        // In this order, so that the log reaches at least as far as the view.
        long viewPosition = view.position();
        try {
            Head head = head(log);
            return report(region, viewPosition, new RegionCheck(region, log, view, viewPosition, head, progress));
        } catch (Difference e) {
            return new VerificationReport.RegionReport(region, viewPosition, 0, 0, false, e.getMessage());
        }
    }

    private static Head head(EventReader log) {
        try {
            return log.head();
        } catch (IllegalArgumentException e) {
            throw new Difference("the head cannot be read: " + e.getMessage());
        }
    }

    private static VerificationReport.RegionReport report(Region region, long position, RegionCheck check)
            throws SQLException {
        String difference = null;
        try {
            check.run();
        } catch (Difference e) {
            difference = e.getMessage();
        }
        return new VerificationReport.RegionReport(
                region, position, check.events(), check.accounts(), difference == null, difference);
    }
}
