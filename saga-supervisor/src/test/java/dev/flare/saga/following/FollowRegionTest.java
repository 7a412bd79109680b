package dev.flare.saga.following;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flare.eventstore.Follower;
import dev.flare.messages.shared.Region;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FollowRegionTest {

    private static final Region UK = new Region("uk");

    private final TwoRegions regions = new TwoRegions();
    private final DataSource uk = regions.database("uk");
    private final DataSource supervisor = regions.database("supervisor");
    private final Instance instance = regions.instance();
    private final FollowRegion step = instance.step(UK);

    @AfterEach
    void close() {
        instance.close();
        regions.close();
    }

    @Test
    void an_empty_log_leaves_the_position_at_zero() throws Exception {
        assertThat(step.take()).isEqualTo(new Follower.Progress(0, false));
    }

    @Test
    void takes_a_long_log_in_steps_and_says_when_there_is_more() throws Exception {
        Log.append(uk, 501);

        assertThat(step.take()).isEqualTo(new Follower.Progress(500, true));
        assertThat(step.take()).isEqualTo(new Follower.Progress(501, false));
        assertThat(step.take()).isEqualTo(new Follower.Progress(501, false));
    }

    @Test
    void goes_on_where_another_instance_stopped() throws Exception {
        Log.append(uk, 3);
        step.take();
        Log.append(uk, 2);

        try (Instance other = regions.instance()) {
            assertThat(other.step(UK).take()).isEqualTo(new Follower.Progress(5, false));
        }
    }

    @Test
    void a_gap_in_the_log_is_refused_and_the_position_stays() throws Exception {
        Log.append(uk, 2);
        step.take();
        Log.execute(uk, "UPDATE head SET position = position + 1");
        Log.append(uk, 1);

        assertThatThrownBy(step::take).hasMessageContaining("gap").hasMessageContaining("4 follows 2");
        assertThat(position()).isEqualTo(2);
    }

    @Test
    void waits_while_another_instance_holds_the_row() throws Exception {
        Log.append(uk, 1);
        step.take();
        Log.append(uk, 1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                Connection other = supervisor.getConnection()) {
            other.setAutoCommit(false);
            FollowedPositions.lock(other, UK);
            Future<Follower.Progress> waiting = threads.submit((Callable<Follower.Progress>) step::take);

            assertThatThrownBy(() -> waiting.get(300, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
            other.rollback();

            assertThat(waiting.get(10, TimeUnit.SECONDS).position()).isEqualTo(2);
        }
    }

    @Test
    void several_instances_take_every_event_once() throws Exception {
        Log.append(uk, 2_000);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var steps = IntStream.range(0, 8)
                    .mapToObj(i -> threads.submit((Callable<Follower.Progress>) step::take))
                    .toList();
            for (Future<Follower.Progress> taken : steps) {
                taken.get(10, TimeUnit.SECONDS);
            }
        }
        assertThat(position()).isEqualTo(2_000);
    }

    private long position() throws SQLException {
        try (Connection connection = supervisor.getConnection()) {
            return FollowedPositions.lock(connection, UK);
        }
    }
}
