/** As much JSON as a participant needs, so that the library needs no other. Not meant for anybody else. */
@NullMarked
package dev.flare.participant.json;

import org.jspecify.annotations.NullMarked;
