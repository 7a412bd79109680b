/** How a command ends. */
@NullMarked
package dev.flare.standalone.exit;

import org.jspecify.annotations.NullMarked;
