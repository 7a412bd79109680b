@NullMarked
package dev.flare.web;

import org.jspecify.annotations.NullMarked;
