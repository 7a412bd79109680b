@NullMarked
package dev.flare.messages.ledger;

import org.jspecify.annotations.NullMarked;
