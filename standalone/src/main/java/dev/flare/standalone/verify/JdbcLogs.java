package dev.flare.standalone.verify;

import dev.flare.eventstore.EventReader;
import dev.flare.eventstore.StoreUnavailableException;
import dev.flare.messages.shared.Region;
import dev.flare.query.verify.LogHead;
import dev.flare.query.verify.VerificationReport;
import dev.flare.standalone.exit.CommandStopped;
import dev.flare.standalone.exit.ExitCode;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.StringNode;

/** The log of one region, read from its database: no Flare need run, and none need be trusted. The views are not looked at. */
final class JdbcLogs implements Logs {

    private final Region region;
    private final EventReader log;
    private final VerificationProgress progress;

    JdbcLogs(@Nullable String region, EventReader log, VerificationProgress progress) {
        if (region == null) {
            throw wrong("--jdbc reads one region: say which with --region");
        }
        try {
            this.region = new Region(region);
        } catch (IllegalArgumentException e) {
            throw wrong("--region cannot be " + region + ": " + e.getMessage());
        }
        this.log = log;
        this.progress = progress;
    }

    @Override
    public List<ExportedHead> heads(@Nullable String named) {
        return List.of(ExportedHead.of(reached(() -> LogHead.of(region, log))));
    }

    @Override
    public ExportedHead headAt(String named, long position) {
        return ExportedHead.of(reached(() -> LogHead.at(region, log, position)));
    }

    @Override
    public Verification verify(@Nullable String named) {
        VerificationReport.RegionReport found =
                reached(() -> dev.flare.query.verify.Verification.verifyLog(region, log, progress::at));
        String difference = found.difference();
        return new Verification(
                found.ok(),
                List.of(new Verification.RegionVerification(
                        region.name(),
                        found.position(),
                        found.events(),
                        found.accounts(),
                        found.ok(),
                        difference == null ? null : StringNode.valueOf(difference))));
    }

    /** What the store throws when a table or a right is missing is for the person at the console too. */
    private static <T> T reached(Supplier<T> question) {
        try {
            return question.get();
        } catch (StoreUnavailableException e) {
            throw new CommandStopped(ExitCode.NOT_REACHABLE, String.valueOf(e.getMessage()), e);
        } catch (IllegalStateException e) {
            String why = e.getCause() == null ? "" : ": " + e.getCause().getMessage();
            throw new CommandStopped(ExitCode.NO, e.getMessage() + why, e);
        }
    }

    private static CommandStopped wrong(String message) {
        return new CommandStopped(ExitCode.WRONG_USAGE, message);
    }

    @Override
    public void close() {
        // Each question has a connection of its own.
    }
}
