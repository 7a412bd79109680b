@NullMarked
package dev.flare.messages.shared;

import org.jspecify.annotations.NullMarked;
