/** How queries are asked: their parameters, and the pages of their lists. */
@NullMarked
package dev.flare.web.asking;

import org.jspecify.annotations.NullMarked;
