@NullMarked
package dev.flare.query.totals;

import org.jspecify.annotations.NullMarked;
