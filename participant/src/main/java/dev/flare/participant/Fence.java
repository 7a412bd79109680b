package dev.flare.participant;

/**
 * A way by which the supervisor itself answers: {@link Answer.Taken} is its own word that the transaction goes on. A broker that
 * keeps reports for later is none.
 */
public interface Fence extends Reports {}
