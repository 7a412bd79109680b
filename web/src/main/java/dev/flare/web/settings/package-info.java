/** What a side is told from outside. */
@NullMarked
package dev.flare.web.settings;

import org.jspecify.annotations.NullMarked;
