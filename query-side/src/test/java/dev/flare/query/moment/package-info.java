@NullMarked
package dev.flare.query.moment;

import org.jspecify.annotations.NullMarked;
