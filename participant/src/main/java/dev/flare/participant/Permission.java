package dev.flare.participant;

/** What the supervisor says to a participant that asks before it works. */
public sealed interface Permission {

    /** It knows of the start, and the transaction goes on. To be handed to {@link Participation#start}. */
    final class Given implements Permission {

        private final String transactionId;

        Given(String transactionId) {
            this.transactionId = transactionId;
        }

        public String transactionId() {
            return transactionId;
        }
    }

    /** It said no: the transaction is halted, or there is no such transaction. Do not work. */
    record Denied(Answer.Refused answer) implements Permission {}

    /** It gave no answer. Do not work; asking again is safe. */
    record NotReached(String why) implements Permission {}

    /** The own row says that it was started before. The supervisor was not asked. */
    record AlreadyStarted(Row row) implements Permission {}

    /** The own row says that it failed or was compensated. The supervisor was not asked. */
    record TooLate(Row row) implements Permission {}
}
