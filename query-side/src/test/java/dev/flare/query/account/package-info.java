@NullMarked
package dev.flare.query.account;

import org.jspecify.annotations.NullMarked;
