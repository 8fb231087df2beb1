package dev.usher.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.usher.FakeTime;
import dev.usher.config.SessionSettings;
import dev.usher.config.SessionSettings.TokenKind;
import dev.usher.session.SessionCache.Belief;
import dev.usher.userserver.UserToken;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Validations, logouts and time in orders that nobody would think of. */
class InterleavingTest {

    private static final Vertx vertx = Vertx.vertx();

    private final FakeTime time = new FakeTime();
    private final SessionCache cache = new SessionCache(
            new SessionSettings(
                    TokenKind.SEALED,
                    List.of(),
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(5),
                    Duration.ofHours(24),
                    Duration.ofMinutes(30),
                    1_000),
            time,
            time);
    private final SingleFlight flights = new SingleFlight();

    @AfterAll
    static void close() {
        vertx.close().await();
    }

    /** Each step opens a validation, lands one, refuses, logs out, or lets time pass; what has ended stays ended. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void whatHasEndedNeverComesBack(long seed) {
        Random random = new Random(seed);
        int tokens = 5;
        boolean[] ended = new boolean[tokens];
        List<Runnable> inFlight = new ArrayList<>();
        for (int step = 0; step < 2_000; step++) {
            int token = random.nextInt(tokens);
            switch (random.nextInt(8)) {
                case 0 -> {
                    cache.end(hash(token));
                    ended[token] = true;
                }
                case 1 -> cache.refuse(hash(token), Caller.Reason.INVALID);
                case 2 -> time.pass(Duration.ofSeconds(random.nextInt(20)));
                case 3, 4 -> {
                    Session answer = session(token);
                    inFlight.add(() -> {
                        if (cache.believe(answer)) {
                            assertThat(ended[token]).isFalse();
                        }
                    });
                }
                default -> {
                    if (!inFlight.isEmpty()) {
                        inFlight.remove(random.nextInt(inFlight.size())).run();
                    }
                }
            }
            if (ended[token]) {
                assertThat(cache.find(hash(token))).isInstanceOf(Belief.Refused.class);
            }
        }
    }

    /** The same with real threads: whoever sees the logout's end must never see the session again. */
    @Test
    void aLogoutWinsAgainstValidationsOnOtherThreads() throws Exception {
        for (int round = 0; round < 2_000; round++) {
            TokenHash hash = hash(round);
            Session session = session(round);
            CountDownLatch ready = new CountDownLatch(2);
            Thread validation = Thread.ofPlatform().start(() -> {
                meet(ready);
                cache.believe(session);
            });
            meet(ready);
            cache.end(hash);
            assertThat(cache.find(hash)).isInstanceOf(Belief.Refused.class);
            validation.join();
            assertThat(cache.find(hash)).isInstanceOf(Belief.Refused.class);
        }
    }

    @Test
    void allWhoAskGetOneAnswerEachOnItsOwnContext() throws Exception {
        Promise<Caller> answer = Promise.promise();
        AtomicInteger asked = new AtomicInteger();
        int callers = 200;
        CountDownLatch joined = new CountDownLatch(callers);
        CountDownLatch answered = new CountDownLatch(callers);
        AtomicInteger elsewhere = new AtomicInteger();
        for (int i = 0; i < callers; i++) {
            Context own = ((VertxInternal) vertx).createEventLoopContext();
            own.runOnContext(v -> {
                flights.join(vertx, hash(1), () -> {
                            asked.incrementAndGet();
                            return answer.future();
                        })
                        .onComplete(caller -> {
                            if (!own.equals(Vertx.currentContext())) {
                                elsewhere.incrementAndGet();
                            }
                            answered.countDown();
                        });
                joined.countDown();
            });
        }
        assertThat(joined.await(10, TimeUnit.SECONDS)).isTrue();
        answer.complete(Caller.Anonymous.INSTANCE);

        assertThat(answered.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(asked.get()).isEqualTo(1);
        assertThat(elsewhere.get()).isZero();
    }

    @Test
    void aQuestionThatThrowsFailsItsFlightAndTheNextOneIsAsked() {
        Future<Caller> failed = flights.join(vertx, hash(1), () -> {
            throw new IllegalStateException("the client is closed");
        });
        assertThat(failed.transform(outcome -> Future.succeededFuture(outcome.failed()))
                        .await())
                .isTrue();

        Future<Caller> next = flights.join(vertx, hash(1), () -> Future.succeededFuture(Caller.Anonymous.INSTANCE));
        assertThat(next.await()).isEqualTo(Caller.Anonymous.INSTANCE);
    }

    private static void meet(CountDownLatch latch) {
        latch.countDown();
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Session session(int number) {
        Binding binding = new Binding(
                new UserToken("TOKEN-" + (1_000 + number)),
                "U-" + number,
                JsonNodeFactory.instance.objectNode(),
                time.millis(),
                false);
        return new Session(hash(number), binding, List.of(), List.of());
    }

    private static TokenHash hash(int number) {
        return new TokenHash(number, 0, 0, 0);
    }
}
