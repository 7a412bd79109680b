@NullMarked
package dev.flare.query;

import org.jspecify.annotations.NullMarked;
