package dev.flare.standalone.replay;

import java.io.PrintWriter;
import java.util.Objects;

/** For people. */
final class ReplayTable {

    private static final String ACCOUNT = "  %-24s %-3s %18s %18s %18s  %-8s %s%n";
    private static final String TOTAL = "  %-24s %-3s %18s %18s %18s %18s%n";

    private ReplayTable() {}

    static void print(Replay replay, PrintWriter out) {
        for (Replay.RegionReplay region : replay.regions()) {
            out.println(region.region() + " at position " + region.position()
                    + (region.recordedAt() == null ? "" : ", recorded " + region.recordedAt()));
            accounts(region, out);
            totals(region, out);
        }
    }

    private static void accounts(Replay.RegionReplay region, PrintWriter out) {
        if (region.accounts().isEmpty()) {
            out.println("  no accounts");
            return;
        }
        out.printf(ACCOUNT, "account", "", "balance", "held", "available", "status", "owner");
        for (Replay.AccountReplay account : region.accounts()) {
            out.printf(
                    ACCOUNT,
                    account.accountId(),
                    account.currency(),
                    account.balance(),
                    account.held(),
                    account.available(),
                    account.status(),
                    Objects.requireNonNullElse(account.owner(), ""));
        }
    }

    private static void totals(Replay.RegionReplay region, PrintWriter out) {
        if (region.totals().isEmpty()) {
            return;
        }
        out.printf(TOTAL, "total", "", "accounts", "world", "in transit", "sum");
        for (Replay.Total total : region.totals()) {
            out.printf(TOTAL, "", total.currency(), total.accounts(), total.world(), total.inTransit(), total.total());
        }
    }
}
