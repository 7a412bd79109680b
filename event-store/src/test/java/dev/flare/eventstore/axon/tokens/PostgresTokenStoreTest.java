package dev.flare.eventstore.axon.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flare.eventstore.support.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.axonframework.common.FutureUtils;
import org.axonframework.messaging.core.EmptyApplicationContext;
import org.axonframework.messaging.core.unitofwork.ProcessingContext;
import org.axonframework.messaging.core.unitofwork.SimpleUnitOfWorkFactory;
import org.axonframework.messaging.core.unitofwork.UnitOfWork;
import org.axonframework.messaging.eventhandling.GenericEventMessage;
import org.axonframework.messaging.eventhandling.processing.streaming.segmenting.Segment;
import org.axonframework.messaging.eventhandling.processing.streaming.token.GlobalSequenceTrackingToken;
import org.axonframework.messaging.eventhandling.processing.streaming.token.MergedTrackingToken;
import org.axonframework.messaging.eventhandling.processing.streaming.token.ReplayToken;
import org.axonframework.messaging.eventhandling.processing.streaming.token.TrackingToken;
import org.axonframework.messaging.eventhandling.processing.streaming.token.store.UnableToClaimTokenException;
import org.axonframework.messaging.eventhandling.processing.streaming.token.store.UnableToInitializeTokenException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** Claims and tokens, with several token stores on one database. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class PostgresTokenStoreTest {

    private static final String VIEW = "accounts";
    private static final TrackingToken START = new GlobalSequenceTrackingToken(0);

    private final Views views = Views.created();
    private final PostgresTokenStore one = store("one");
    private final PostgresTokenStore two = store("two");
    private final ViewTransactions transactions =
            new ViewTransactions(new SimpleUnitOfWorkFactory(EmptyApplicationContext.INSTANCE), views.pool);

    @AfterEach
    void close() {
        views.close();
    }

    private PostgresTokenStore store(String node) {
        return new PostgresTokenStore(views.pool, node, PostgresTokenStore.CLAIM_TIME);
    }

    private static TrackingToken at(long position) {
        return new GlobalSequenceTrackingToken(position);
    }

    private void initialised(int segments) {
        one.initializeTokenSegments(VIEW, segments, START, null).join();
    }

    private void inTransaction(Consumer<ProcessingContext> work) {
        UnitOfWork unit = transactions.create();
        unit.runOnInvocation(work);
        FutureUtils.joinAndUnwrap(unit.execute());
    }

    private static void assertUnable(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(UnableToClaimTokenException.class);
    }

    private static void join(List<? extends Future<?>> all) throws Exception {
        for (Future<?> each : all) {
            each.get(60, TimeUnit.SECONDS);
        }
    }

    @Test
    void a_claim_that_holds_is_nobody_elses() {
        initialised(1);
        one.fetchToken(VIEW, 0, null).join();

        assertUnable(() -> two.fetchToken(VIEW, 0, null).join());
        assertUnable(() -> two.storeToken(at(1), VIEW, 0, null).join());
        assertUnable(() -> two.extendClaim(VIEW, 0, null).join());
        assertUnable(() -> two.deleteToken(VIEW, 0, null).join());
        two.releaseClaim(VIEW, 0, null).join();
        assertThat(two.fetchAvailableSegments(VIEW, null).join()).isEmpty();
        assertThat(one.fetchAvailableSegments(VIEW, null).join()).hasSize(1);
        assertThat(views.owner(VIEW)).isEqualTo(one.owner()).startsWith("one#");
    }

    @Test
    void a_claim_is_given_away_by_its_owner_or_when_its_time_is_over() {
        initialised(1);
        one.fetchToken(VIEW, 0, null).join();
        one.storeToken(at(7), VIEW, 0, null).join();
        one.releaseClaim(VIEW, 0, null).join();

        assertThat(two.fetchToken(VIEW, 0, null).join()).isEqualTo(at(7));
        assertUnable(() -> one.fetchToken(VIEW, 0, null).join());

        views.letClaimsEnd();
        assertThat(one.fetchAvailableSegments(VIEW, null).join()).hasSize(1);
        assertThat(one.fetchToken(VIEW, 0, null).join()).isEqualTo(at(7));
        assertUnable(() -> two.storeToken(at(8), VIEW, 0, null).join());
        assertUnable(() -> two.extendClaim(VIEW, 0, null).join());
    }

    @Test
    void extending_and_storing_prolong_a_claim() {
        initialised(1);
        one.fetchToken(VIEW, 0, null).join();

        views.letClaimsEnd();
        one.extendClaim(VIEW, 0, null).join();
        assertUnable(() -> two.fetchToken(VIEW, 0, null).join());

        views.letClaimsEnd();
        one.storeToken(at(1), VIEW, 0, null).join();
        assertUnable(() -> two.fetchToken(VIEW, 0, null).join());
    }

    @Test
    void a_process_started_again_with_the_same_node_id_is_somebody_else() {
        initialised(1);
        one.fetchToken(VIEW, 0, null).join();
        PostgresTokenStore again = store("one");

        assertUnable(() -> again.fetchToken(VIEW, 0, null).join());
        assertUnable(() -> again.storeToken(at(1), VIEW, 0, null).join());
        views.letClaimsEnd();
        again.fetchToken(VIEW, 0, null).join();
        assertUnable(() -> one.storeToken(at(1), VIEW, 0, null).join());
    }

    @Test
    void the_clocks_of_the_processes_do_not_matter() {
        Clock right = GenericEventMessage.clock;
        try {
            initialised(1);
            one.fetchToken(VIEW, 0, null).join();
            for (Duration wrong : List.of(Duration.ofDays(1), Duration.ofDays(-1))) {
                GenericEventMessage.clock = Clock.offset(right, wrong);
                assertUnable(() -> two.fetchToken(VIEW, 0, null).join());
                one.extendClaim(VIEW, 0, null).join();
                assertThat(views.text(
                                "SELECT claimed_until - clock_timestamp() BETWEEN '5 s' AND '10 s' FROM axon_tokens"))
                        .isEqualTo("t");
            }
        } finally {
            GenericEventMessage.clock = right;
        }
    }

    @Test
    void of_many_who_claim_at_once_one_gets_it() throws Exception {
        initialised(1);
        List<PostgresTokenStore> stores =
                IntStream.range(0, 8).mapToObj(i -> store("node" + i)).toList();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int round = 0; round < 50; round++) {
                views.letClaimsEnd();
                AtomicInteger got = new AtomicInteger();
                join(threads.invokeAll(stores.stream()
                        .<Callable<Boolean>>map(store -> () -> store.fetchToken(VIEW, 0, null)
                                .handle((token, failure) -> failure == null && got.incrementAndGet() > 0)
                                .join())
                        .toList()));
                assertThat(got).hasValue(1);
            }
        }
    }

    @Test
    void who_lost_his_claim_cannot_commit_what_he_wrote() {
        initialised(1);
        one.fetchToken(VIEW, 0, null).join();

        assertThatThrownBy(() -> inTransaction(context -> {
                    write(context);
                    views.letClaimsEnd();
                    two.fetchToken(VIEW, 0, null).join();
                    FutureUtils.joinAndUnwrap(one.storeToken(at(1), VIEW, 0, context));
                }))
                .isInstanceOf(UnableToClaimTokenException.class);

        assertThat(views.counted()).isZero();
        assertThat(two.fetchToken(VIEW, 0, null).join()).isEqualTo(START);
    }

    @Test
    void a_token_and_the_rows_it_stands_for_are_there_together_or_not_at_all() {
        initialised(1);
        one.fetchToken(VIEW, 0, null).join();

        inTransaction(context -> {
            write(context);
            one.storeToken(at(1), VIEW, 0, context).join();
            assertThat(views.counted()).isZero();
            assertThat(one.position(VIEW)).isZero();
        });
        assertThat(views.counted()).isOne();
        assertThat(one.position(VIEW)).isOne();

        assertThatThrownBy(() -> inTransaction(context -> {
                    write(context);
                    one.storeToken(at(2), VIEW, 0, context).join();
                    throw new IllegalStateException("too late");
                }))
                .hasMessage("too late");
        assertThat(views.counted()).isOne();
        assertThat(one.position(VIEW)).isOne();
    }

    @Test
    void who_is_about_to_commit_keeps_his_claim() {
        initialised(1);
        one.fetchToken(VIEW, 0, null).join();
        views.letClaimsEnd();

        inTransaction(context -> {
            write(context);
            one.storeToken(at(1), VIEW, 0, context).join();
            // His claim looks to be over, for its extension is not committed yet.
            assertUnable(() -> two.fetchToken(VIEW, 0, null).join());
        });

        assertUnable(() -> two.fetchToken(VIEW, 0, null).join());
        assertThat(views.counted()).isOne();
    }

    private static void write(ProcessingContext context) {
        try {
            Views.count(ViewTransactions.connection(context), UUID.randomUUID());
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Each claims, counts and stores as fast as it can, while claims end at any moment. */
    @Test
    void whoever_loses_his_claim_at_whatever_moment_the_view_is_what_its_token_says() throws Exception {
        initialised(2);
        try (ExecutorService threads = Executors.newFixedThreadPool(7)) {
            List<Future<Integer>> owners = IntStream.range(0, 6)
                    .mapToObj(i -> threads.submit(() -> countAs(store("node" + i), i % 2)))
                    .toList();
            threads.submit(() -> {
                while (owners.stream().anyMatch(owner -> !owner.isDone())) {
                    views.letClaimsEnd();
                }
            });
            int lost = 0;
            for (Future<Integer> owner : owners) {
                lost += owner.get(120, TimeUnit.SECONDS);
            }
            assertThat(lost).as("claims lost on the way").isPositive();
        }

        long stored = one.fetchSegments(VIEW, null).join().stream()
                .mapToLong(segment -> views.number(
                        "SELECT token ->> 'position' FROM axon_tokens WHERE segment = " + segment.getSegmentId()))
                .sum();
        assertThat(views.counted()).isEqualTo(stored).isPositive();
    }

    private int countAs(PostgresTokenStore store, int segment) {
        int lost = 0;
        for (int i = 0; i < 150; i++) {
            try {
                TrackingToken token = store.fetchToken(VIEW, segment, null).join();
                for (int batch = 0; batch < 3; batch++) {
                    TrackingToken next = at(token.position().orElseThrow() + 1);
                    inTransaction(context -> {
                        write(context);
                        FutureUtils.joinAndUnwrap(store.storeToken(next, VIEW, segment, context));
                    });
                    token = next;
                }
            } catch (UnableToClaimTokenException | CompletionException e) {
                lost++;
            }
        }
        return lost;
    }

    @Test
    void of_many_who_initialise_at_once_one_does_it_as_a_whole() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Boolean>> all = new ArrayList<>();
            for (int i = 1; i <= 8; i++) {
                PostgresTokenStore store = store("node" + i);
                int segments = i;
                all.add(() -> store.initializeTokenSegments(VIEW, segments, START, null)
                        .handle((done, failure) -> failure == null)
                        .join());
            }
            int first = 0;
            int winners = 0;
            List<Future<Boolean>> outcomes = threads.invokeAll(all);
            for (int i = 0; i < outcomes.size(); i++) {
                if (outcomes.get(i).get(60, TimeUnit.SECONDS)) {
                    winners++;
                    first = i + 1;
                }
            }
            assertThat(winners).isOne();
            assertThat(one.fetchSegments(VIEW, null).join())
                    .isEqualTo(Segment.splitBalanced(Segment.ROOT_SEGMENT, first - 1));
        }
    }

    @Test
    void segments_are_fetched_with_their_masks_and_a_stale_idea_of_one_is_refused() {
        initialised(2);
        Segment whole = Segment.ROOT_SEGMENT;
        Segment half = whole.split()[0];

        assertThat(one.fetchSegment(VIEW, 0, null).join()).isEqualTo(half);
        assertThat(one.fetchSegment(VIEW, 5, null).join()).isNull();
        assertThat(one.fetchSegments("nobody", null).join()).isEmpty();
        assertUnable(() -> one.fetchToken(VIEW, whole, null).join());
        assertUnable(() -> one.fetchToken(VIEW, 5, null).join());
        assertThat(one.fetchToken(VIEW, half, null).join()).isEqualTo(START);
    }

    @Test
    void a_segment_that_is_there_is_not_initialised_again() {
        initialised(1);
        assertThatThrownBy(() -> two.initializeSegment(START, VIEW, Segment.ROOT_SEGMENT, null)
                        .join())
                .hasCauseInstanceOf(UnableToInitializeTokenException.class);
        assertUnable(() -> two.initializeTokenSegments(VIEW, 4, START, null).join());
        assertThat(one.fetchSegments(VIEW, null).join()).hasSize(1);
    }

    @Test
    void a_segment_is_deleted_by_its_owner_also_when_he_released_it_in_the_same_transaction() {
        initialised(2);
        one.fetchToken(VIEW, 0, null).join();
        one.fetchToken(VIEW, 1, null).join();
        one.deleteToken(VIEW, 0, null).join();

        inTransaction(context -> {
            one.releaseClaim(VIEW, 1, context).join();
            one.deleteToken(VIEW, 1, context).join();
        });
        assertThat(one.fetchSegments(VIEW, null).join()).isEmpty();
    }

    @Test
    void a_segment_that_was_released_before_is_not_deleted() {
        initialised(1);
        one.fetchToken(VIEW, 0, null).join();
        one.releaseClaim(VIEW, 0, null).join();

        assertUnable(() -> one.deleteToken(VIEW, 0, null).join());
        inTransaction(
                context -> assertUnable(() -> one.deleteToken(VIEW, 0, context).join()));
    }

    @Test
    void segments_at_different_positions_are_not_merged() {
        TrackingToken apart = MergedTrackingToken.merged(at(3), at(8));
        assertThatThrownBy(() -> one.initializeSegment(apart, VIEW, Segment.ROOT_SEGMENT, null)
                        .join())
                .hasCauseInstanceOf(UnableToInitializeTokenException.class)
                .hasMessageContaining("different positions");
        one.initializeSegment(MergedTrackingToken.merged(at(8), at(8)), VIEW, Segment.ROOT_SEGMENT, null)
                .join();
        assertThat(one.fetchToken(VIEW, 0, null).join()).isEqualTo(at(8));
    }

    @Test
    void tokens_are_read_as_they_were_stored() {
        initialised(1);
        one.fetchToken(VIEW, 0, null).join();
        List<TrackingToken> tokens = new ArrayList<>(List.of(
                at(Long.MAX_VALUE),
                ReplayToken.createReplayToken(at(9)),
                ReplayToken.createReplayToken(at(9), at(4)),
                ReplayToken.createReplayToken(ReplayToken.createReplayToken(at(9), at(4)), at(0))));
        tokens.add(null);
        for (TrackingToken token : tokens) {
            one.storeToken(token, VIEW, 0, null).join();
            assertThat(one.fetchToken(VIEW, 0, null).join()).isEqualTo(token);
        }
    }

    @Test
    void a_place_where_tokens_are_kept_has_one_name_of_its_own() {
        try (Views elsewhere = Views.created()) {
            String here = one.retrieveStorageIdentifier(null).join();
            assertThat(two.retrieveStorageIdentifier(null).join()).isEqualTo(here);
            assertThat(new PostgresTokenStore(elsewhere.pool, "one", Duration.ofSeconds(1))
                            .retrieveStorageIdentifier(null)
                            .join())
                    .isNotEqualTo(here);
        }
    }

    @Test
    void the_group_may_do_all_that_and_nothing_else() throws Exception {
        try (Views narrow = Views.at(views.database, TestPostgres.as("only_tokens", TokenStoreSchema.GROUP))) {
            PostgresTokenStore store = new PostgresTokenStore(narrow.pool, "narrow", Duration.ofSeconds(5));
            TokenStoreSchema.SCHEMA.require(narrow.pool, TokenStoreSchema.GROUP);
            store.retrieveStorageIdentifier(null).join();
            store.initializeTokenSegments(VIEW, 1, START, null).join();
            store.fetchToken(VIEW, Segment.ROOT_SEGMENT, null).join();
            store.storeToken(at(1), VIEW, 0, null).join();
            store.extendClaim(VIEW, 0, null).join();
            store.releaseClaim(VIEW, 0, null).join();
            new Replay(narrow.pool).fromTheStart(VIEW, connection -> {});
            store.fetchToken(VIEW, 0, null).join();
            store.deleteToken(VIEW, 0, null).join();

            try (Connection connection = narrow.pool.getConnection();
                    Statement statement = connection.createStatement()) {
                for (String refused : List.of(
                        "TRUNCATE axon_tokens",
                        "UPDATE axon_tokens SET processor = 'other'",
                        "UPDATE axon_token_store SET id = gen_random_uuid()",
                        "SELECT * FROM seen")) {
                    assertThatThrownBy(() -> statement.execute(refused)).hasMessageContaining("permission denied");
                }
            }
        }
    }
}
