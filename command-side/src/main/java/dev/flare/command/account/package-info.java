@NullMarked
package dev.flare.command.account;

import org.jspecify.annotations.NullMarked;
