@NullMarked
package dev.flare.query.statement;

import org.jspecify.annotations.NullMarked;
