@NullMarked
package dev.flare.web.log;

import org.jspecify.annotations.NullMarked;
