/** The PostgreSQL that lives under the data directory. */
@NullMarked
package dev.flare.standalone.postgres;

import org.jspecify.annotations.NullMarked;
