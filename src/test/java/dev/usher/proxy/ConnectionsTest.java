package dev.usher.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.usher.config.TargetSettings.Pool;
import dev.usher.observe.Metrics;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.vertx.core.Vertx;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.net.ConnectException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Who gets a connection, who waits for one, and who waits in vain. */
class ConnectionsTest {

    private static final int SHARERS = ServiceConnection.MAX_STREAMS - 1;
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Vertx vertx = Vertx.vertx();

    private final ContextInternal context = ((VertxInternal) vertx).createEventLoopContext();
    private final FakeServices services = new FakeServices(context);

    @AfterAll
    static void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    /** Everything that is said to one who asks. */
    private static final class Asker implements Taker {

        private @Nullable ServiceConnection connection;
        private @Nullable Throwable failure;

        @Override
        public void taken(ServiceConnection given) {
            connection = given;
        }

        @Override
        public void notTaken(Throwable why) {
            failure = why;
        }

        boolean waits() {
            return connection == null && failure == null;
        }

        boolean failed() {
            return failure instanceof ConnectException;
        }

        ServiceConnection given() {
            return Objects.requireNonNull(connection);
        }
    }

    private Connections connections(String url, Pool limits) {
        Target target = Target.of(URI.create(url), null);
        Connector connector = new Connector(vertx, version -> services.client(), target);
        return new Connections(vertx, connector, target, limits, new Metrics());
    }

    private Connections http2() {
        return connections("h2c://127.0.0.1", new Pool(8, 1_024, LONG));
    }

    /** One connection, and one who may wait for it. */
    private Connections narrow() {
        return connections("http://127.0.0.1", new Pool(1, 1, LONG));
    }

    private static Asker ask(Connections connections) {
        Asker asker = new Asker();
        connections.take(asker, LONG, false);
        return asker;
    }

    private static List<Asker> ask(Connections connections, int count) {
        List<Asker> askers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            askers.add(ask(connections));
        }
        return askers;
    }

    @Test
    void whoCountedOnAConnectionThatDoesNotComeIsTold() {
        onLoop(() -> {
            List<Asker> askers = ask(http2(), 3);

            services.refuse();

            assertThat(services.connects()).isEqualTo(1);
            return assertThat(askers).allMatch(Asker::failed);
        });
    }

    @Test
    void whoFindsRoomOnAnotherConnectionUnderWayGoesOn() {
        onLoop(() -> {
            Connections connections = http2();
            Asker first = ask(connections);
            List<Asker> sharers = ask(connections, SHARERS);
            Asker second = ask(connections);
            assertThat(services.connects()).isEqualTo(2);

            services.refuse();

            assertThat(first.failed()).isTrue();
            assertThat(sharers).allMatch(Asker::waits);
            services.take(1_000);
            return assertThat(sharers).allMatch(asker -> second.given().equals(asker.connection));
        });
    }

    @Test
    void onlyAsManyFailAsFindNoRoomElsewhere() {
        onLoop(() -> {
            Connections connections = http2();
            ask(connections);
            List<Asker> sharers = ask(connections, SHARERS);
            ask(connections);
            sharers.addAll(ask(connections, 20));
            assertThat(services.connects()).isEqualTo(2);

            services.refuse();

            assertThat(sharers.subList(0, 20)).allMatch(Asker::failed);
            return assertThat(sharers.subList(20, sharers.size())).allMatch(Asker::waits);
        });
    }

    @Test
    void whoCanHaveAConnectionThatStandsWaitsForIt() {
        onLoop(() -> {
            Connections connections = http2();
            Asker holder = ask(connections);
            services.take(1);
            Asker second = ask(connections);
            Asker third = ask(connections);

            services.refuse();

            assertThat(second.failed()).isTrue();
            assertThat(third.waits()).isTrue();
            assertThat(services.connects()).as("no race against who refuses").isEqualTo(2);
            holder.given().giveBack();
            return assertThat(third.connection).isNotNull();
        });
    }

    @Test
    void aConnectionThatCarriesNothingNewIsNotWaitedFor() {
        onLoop(() -> {
            Connections connections = http2();
            Asker holder = ask(connections);
            services.take(1);
            holder.given().retire();
            List<Asker> others = ask(connections, 2);

            services.refuse();

            return assertThat(others).allMatch(Asker::failed);
        });
    }

    @Test
    void whoLeavesTheLineMakesRoomInItAndIsNotServed() {
        onLoop(() -> {
            Connections connections = narrow();
            Asker holder = ask(connections);
            services.take(0);
            Asker leaver = ask(connections);
            assertThat(ask(connections).failure).isInstanceOf(ConnectionPoolTooBusyException.class);

            connections.leave(leaver);

            Asker next = ask(connections);
            assertThat(next.waits()).isTrue();
            holder.given().giveBack();
            assertThat(next.connection).isNotNull();
            return assertThat(leaver.waits()).isTrue();
        });
    }

    @Test
    void aConnectionUnderWayIsForOthersWhenWhoeverAskedForItLeaves() {
        onLoop(() -> {
            Connections connections = narrow();
            Asker leaver = ask(connections);
            Asker next = ask(connections);

            connections.leave(leaver);
            services.take(0);

            assertThat(leaver.waits()).isTrue();
            assertThat(next.connection).isNotNull();
            next.given().giveBack();
            assertThat(ask(connections).given()).isEqualTo(next.given());
            return assertThat(services.connects()).isEqualTo(1);
        });
    }

    @Test
    void aConnectionThatNobodyWantsAnyMoreIsKept() {
        onLoop(() -> {
            Connections connections = narrow();
            connections.leave(ask(connections));

            services.take(0);

            assertThat(ask(connections).connection).isNotNull();
            return assertThat(services.connects()).isEqualTo(1);
        });
    }

    /** It counts until it has failed for good; then its place is free for who waits. */
    @Test
    void aConnectionThatFailsTooLateMakesRoomForAnother() {
        Connections connections = narrow();
        Asker hasty = new Asker();
        onLoop(() -> {
            connections.take(hasty, Duration.ofMillis(1), false);
            return true;
        });
        await().until(() -> onLoop(() -> hasty.failure != null));

        onLoop(() -> {
            Asker next = ask(connections);
            assertThat(services.connects()).isEqualTo(1);
            services.refuse();
            assertThat(services.connects()).isEqualTo(2);
            services.take(0);
            return assertThat(next.connection).isNotNull();
        });
    }

    /** Where a loop is too busy to be told in time that its client is closed, Netty's own thread must not tell it. */
    @Test
    void nobodyIsToldOnAnotherThread() {
        Target target = Target.of(URI.create("http://127.0.0.1"), null);
        Connector closed = new Connector(vertx, version -> FakeServices.closed(), target);
        Connections connections = new Connections(vertx, closed, target, new Pool(1, 1, LONG), new Metrics());
        CompletableFuture<Thread> told = new CompletableFuture<>();
        Thread loop = onLoop(() -> {
            connections.take(telling(told), Duration.ofMillis(1), false);
            // behind the other timer, if that is there
            GlobalEventExecutor.INSTANCE
                    .schedule(() -> {}, 10, TimeUnit.MILLISECONDS)
                    .get();
            return Thread.currentThread();
        });

        assertThat(told.join()).isEqualTo(loop);
    }

    private static Taker telling(CompletableFuture<Thread> told) {
        return new Taker() {
            @Override
            public void taken(ServiceConnection connection) {
                connection.close();
            }

            @Override
            public void notTaken(Throwable why) {
                told.complete(Thread.currentThread());
            }
        };
    }

    private <T> T onLoop(Callable<T> steps) {
        CompletableFuture<T> done = new CompletableFuture<>();
        context.runOnContext(v -> {
            try {
                done.complete(steps.call());
            } catch (Throwable failed) {
                done.completeExceptionally(failed);
            }
        });
        return done.join();
    }
}
