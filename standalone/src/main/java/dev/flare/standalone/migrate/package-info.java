/** What a PostgreSQL needs before Flare can run on it: databases, tables, roles. */
@NullMarked
package dev.flare.standalone.migrate;

import org.jspecify.annotations.NullMarked;
