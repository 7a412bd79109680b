package dev.flare.conformance;

/**
 * One thing that was asked.
 *
 * @param expected in words
 */
public record Step(String sent, String expected, String came, boolean isRight) {}
