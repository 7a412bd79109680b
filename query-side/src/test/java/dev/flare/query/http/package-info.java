@NullMarked
package dev.flare.query.http;

import org.jspecify.annotations.NullMarked;
