@NullMarked
package dev.flare.command.web;

import org.jspecify.annotations.NullMarked;
