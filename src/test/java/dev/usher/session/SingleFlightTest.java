package dev.usher.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.config.Freshness;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.junit5.VertxExtension;
import io.vertx.junit5.VertxTestContext;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Many who ask the same at once are one question, and what it is answered is not believed against a logout. */
@ExtendWith(VertxExtension.class)
class SingleFlightTest {

    private static final TokenHash HASH = SessionFixture.hash(1);

    private final SessionFixture fixture = new SessionFixture();
    private final SessionCache cache = fixture.cache;
    private final SingleFlight flights = fixture.flights;

    @Test
    void allWhoAskGetOneAnswerEachOnItsOwnContext(Vertx vertx, VertxTestContext test) {
        int callers = 200;
        Promise<Caller> answer = Promise.promise();
        AtomicInteger asked = new AtomicInteger();
        AtomicInteger joined = new AtomicInteger();
        AtomicInteger answered = new AtomicInteger();
        for (int i = 0; i < callers; i++) {
            Context own = ((VertxInternal) vertx).createEventLoopContext();
            own.runOnContext(v -> {
                flights.join(vertx, HASH, flight -> {
                            asked.incrementAndGet();
                            return answer.future();
                        })
                        .onComplete(test.succeeding(caller -> test.verify(() -> {
                            assertThat(Vertx.currentContext()).isEqualTo(own);
                            assertThat(asked.get()).isEqualTo(1);
                            if (answered.incrementAndGet() == callers) {
                                test.completeNow();
                            }
                        })));
                if (joined.incrementAndGet() == callers) {
                    answer.complete(Caller.Anonymous.INSTANCE);
                }
            });
        }
    }

    @Test
    void aQuestionThatThrowsFailsItsFlightAndTheNextOneIsAsked(Vertx vertx, VertxTestContext test) {
        flights.join(vertx, HASH, flight -> {
                    throw new IllegalStateException("the client is closed");
                })
                .onComplete(test.failing(failure -> flights.join(
                                vertx, HASH, flight -> Future.succeededFuture(Caller.Anonymous.INSTANCE))
                        .onComplete(test.succeedingThenComplete())));
    }

    @Test
    void aLogoutDuringAFlightIsWhatAllOfItHear(Vertx vertx, VertxTestContext test) {
        Promise<Session> validation = Promise.promise();
        AtomicInteger refused = new AtomicInteger();
        for (int i = 0; i < 2; i++) {
            flights.join(vertx, HASH, flight -> validation.future().map(this::believed))
                    .onComplete(test.succeeding(caller -> test.verify(() -> {
                        assertThat(caller).isEqualTo(new Caller.Refused(Caller.Reason.INVALID));
                        assertThat(cache.find(HASH, Freshness.USUAL)).isInstanceOf(Belief.Refused.class);
                        assertThat(flights.isRunning(HASH)).isFalse();
                        if (refused.incrementAndGet() == 2) {
                            test.completeNow();
                        }
                    })));
        }
        assertThat(flights.isRunning(HASH)).isTrue();

        cache.end(SessionFixture.logout(1));
        validation.complete(fixture.session(1));
    }

    /** As sessions do it: whoever cannot be remembered is not let in. */
    private Caller believed(Session session) {
        return cache.believe(session) ? Caller.Anonymous.INSTANCE : new Caller.Refused(Caller.Reason.INVALID);
    }
}
