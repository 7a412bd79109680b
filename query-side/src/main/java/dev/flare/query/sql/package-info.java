@NullMarked
package dev.flare.query.sql;

import org.jspecify.annotations.NullMarked;
