@NullMarked
package dev.flare.query.projection;

import org.jspecify.annotations.NullMarked;
