@NullMarked
package dev.flare.query.support;

import org.jspecify.annotations.NullMarked;
