@NullMarked
package dev.flare.query.verify;

import org.jspecify.annotations.NullMarked;
