@NullMarked
package dev.flare.web.following;

import org.jspecify.annotations.NullMarked;
