/** How reports leave the service's database for the supervisor. */
@NullMarked
package dev.flare.participant.report;

import org.jspecify.annotations.NullMarked;
