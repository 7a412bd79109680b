package dev.flare.participant;

/** A reason as the supervisor takes it: a report must not be refused for the words of an exception. */
final class Reasons {

    private static final int MAX = 500;

    private Reasons() {}

    static String fit(String reason) {
        StringBuilder fit = new StringBuilder();
        reason.codePoints()
                .map(Reasons::fit)
                .takeWhile(one -> fit.length() + Character.charCount(one) <= MAX)
                .forEach(fit::appendCodePoint);
        return fit.toString().isBlank() ? "no reason was given" : fit.toString();
    }

    private static int fit(int codePoint) {
        boolean isHalfOfAPair = codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
        return Character.isISOControl(codePoint) || isHalfOfAPair ? ' ' : codePoint;
    }
}
