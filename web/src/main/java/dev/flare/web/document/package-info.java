/** The OpenAPI document: what is said of a call stands beside its controller and is read when the document is first asked for. */
@NullMarked
package dev.flare.web.document;

import org.jspecify.annotations.NullMarked;
