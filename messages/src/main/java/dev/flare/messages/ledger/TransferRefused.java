package dev.flare.messages.ledger;

import dev.flare.messages.shared.RefusalCode;

/**
 * Money from another region cannot arrive here, and never will in this transaction.
 *
 * @param reason a sentence for people
 */
public record TransferRefused(String transactionId, RefusalCode code, String reason) implements TransferNotice {}
