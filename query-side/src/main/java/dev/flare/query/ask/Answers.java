package dev.flare.query.ask;

/**
 * Answers one kind of query.
 *
 * @param <Q> the query
 * @param <R> its answer
 */
public interface Answers<Q, R> {

    Class<Q> query();

    /** Answers, or throws {@link dev.flare.messages.shared.RefusedException}. */
    R answer(Q query);
}
