@NullMarked
package dev.flare.query.ask;

import org.jspecify.annotations.NullMarked;
