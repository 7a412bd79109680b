@NullMarked
package dev.flare.query.replay;

import org.jspecify.annotations.NullMarked;
