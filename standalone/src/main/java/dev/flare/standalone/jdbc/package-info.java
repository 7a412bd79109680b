/** A region's database, read without any Flare. */
@NullMarked
package dev.flare.standalone.jdbc;

import org.jspecify.annotations.NullMarked;
