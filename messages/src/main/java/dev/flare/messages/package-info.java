@NullMarked
package dev.flare.messages;

import org.jspecify.annotations.NullMarked;
