/** What operators do: to halted transactions, to alerts, to types of transactions. */
@NullMarked
package dev.flare.saga.operate;

import org.jspecify.annotations.NullMarked;
