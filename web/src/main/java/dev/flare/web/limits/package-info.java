@NullMarked
package dev.flare.web.limits;

import org.jspecify.annotations.NullMarked;
