/** flare import bank: real transactions through the REST commands. */
@NullMarked
package dev.flare.standalone.bankimport;

import org.jspecify.annotations.NullMarked;
