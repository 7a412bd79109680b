/** How a side starts as a process of its own, and how it leaves. */
@NullMarked
package dev.flare.web.process;

import org.jspecify.annotations.NullMarked;
