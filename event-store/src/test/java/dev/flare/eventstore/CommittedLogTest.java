package dev.flare.eventstore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class CommittedLogTest {

    @Test
    void every_process_reads_the_index_by_the_same_tag() {
        for (int i = 0; i < 50; i++) {
            Criterion criterion = new Criterion(Set.of(), Set.of("a=" + i, "b=" + i, "c=" + i));
            assertThat(CommittedLog.firstTag(criterion)).isEqualTo(Keys.tag("a=" + i));
        }
    }
}
