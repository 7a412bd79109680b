@NullMarked
package dev.flare.messages.view;

import org.jspecify.annotations.NullMarked;
