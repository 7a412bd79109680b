package dev.flare.query.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flare.eventstore.EventReader;
import dev.flare.messages.shared.RefusalCode;
import dev.flare.messages.shared.RefusedException;
import dev.flare.messages.shared.Region;
import dev.flare.query.moment.Moments;
import dev.flare.query.moment.RegionLogs;
import java.lang.reflect.Proxy;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;

/** Replays take as long as they take, so only so many are under way. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ReplayPlacesTest {

    private static final Region UK = new Region("uk");

    private final CountDownLatch underWay = new CountDownLatch(ReplayController.AT_ONCE);
    private final CountDownLatch mayGoOn = new CountDownLatch(1);
    private final RegionLogs logs = new RegionLogs(Map.of(UK, new EventReader(slowAndBroken())));
    private final ReplayController controller =
            new ReplayController(new PointInTimeReplay(), new Moments(logs, Clock.systemUTC()), logs);

    /** A database that lets its clients wait, and then has no connection for them. */
    private DataSource slowAndBroken() {
        return (DataSource) Proxy.newProxyInstance(
                DataSource.class.getClassLoader(), new Class<?>[] {DataSource.class}, (self, method, arguments) -> {
                    underWay.countDown();
                    mayGoOn.await();
                    throw new SQLException("no connection", "08001");
                });
    }

    private RefusalCode refusal() {
        MultiValueMap<String, String> asked = new LinkedMultiValueMap<>();
        asked.add("region", "uk");
        try {
            return fail(controller.replay(asked));
        } catch (RefusedException refused) {
            return refused.code();
        }
    }

    private static RefusalCode fail(Object answer) {
        throw new AssertionError("answered: " + answer);
    }

    @Test
    @Timeout(30)
    void one_more_than_may_be_under_way_is_refused_at_once_and_places_come_back() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<RefusalCode>> first = new ArrayList<>();
            for (int i = 0; i < ReplayController.AT_ONCE; i++) {
                first.add(threads.submit(this::refusal));
            }
            assertThat(underWay.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(refusal()).isEqualTo(RefusalCode.OVERLOADED);
            mayGoOn.countDown();
            for (Future<RefusalCode> each : first) {
                assertThat(each.get()).isEqualTo(RefusalCode.UNAVAILABLE);
            }
        }
        assertThat(refusal()).as("places come back when a replay fails").isEqualTo(RefusalCode.UNAVAILABLE);
    }
}
