@NullMarked
package dev.flare.query.fold;

import org.jspecify.annotations.NullMarked;
