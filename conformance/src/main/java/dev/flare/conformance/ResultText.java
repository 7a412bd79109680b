package dev.flare.conformance;

import java.io.PrintWriter;

/** A result for people: a line for each case, and under it what was asked where something is wrong, or always. */
public final class ResultText {

    private final PrintWriter out;
    private final boolean everything;

    /** @param everything each step of right cases too */
    public ResultText(PrintWriter out, boolean everything) {
        this.out = out;
        this.everything = everything;
    }

    /** A case has ended. */
    public void heard(CaseResult result) {
        out.printf("%-5s  %-24s %s%n", result.isRight() ? "right" : "WRONG", result.name(), result.promise());
        if (everything || !result.isRight()) {
            result.steps().forEach(this::print);
        }
        out.flush();
    }

    private void print(Step step) {
        out.printf("       %s %s%n", step.isRight() ? " " : "x", step.sent());
        out.printf("           expected  %s%n", step.expected());
        out.printf("           came      %s%n", step.came());
    }

    /** All have. */
    public void end(Result result) {
        long wrong = result.cases().stream().filter(one -> !one.isRight()).count();
        if (!result.showsEffects()) {
            out.println(
                    "The status shows no \"effects\": work that was done twice, or not undone, was not looked for.");
        }
        out.printf(
                "%s: %s%n",
                result.participant(),
                wrong == 0
                        ? "all " + result.cases().size() + " cases are right"
                        : wrong + " of " + result.cases().size() + " cases are WRONG");
        out.flush();
    }
}
