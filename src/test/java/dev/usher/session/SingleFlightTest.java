package dev.usher.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.config.Freshness;
import dev.usher.http.AddressGroup;
import dev.usher.http.CannotKnow;
import dev.usher.session.SingleFlight.Flight;
import dev.usher.userserver.Asker;
import dev.usher.userserver.Urgency;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.junit5.VertxExtension;
import io.vertx.junit5.VertxTestContext;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
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
                flights.join(vertx, HASH, Urgency.FIRST, Asker.patient(AddressGroup.UNKNOWN), flight -> {
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
        flights.join(vertx, HASH, Urgency.FIRST, Asker.patient(AddressGroup.UNKNOWN), flight -> {
                    throw new IllegalStateException("the client is closed");
                })
                .onComplete(test.failing(failure -> flights.join(
                                vertx,
                                HASH,
                                Urgency.FIRST,
                                Asker.patient(AddressGroup.UNKNOWN),
                                flight -> Future.succeededFuture(Caller.Anonymous.INSTANCE))
                        .onComplete(test.succeedingThenComplete())));
    }

    @Test
    void itIsAbandonedWhenAllWhoAskedHaveGone(Vertx vertx, VertxTestContext test) {
        Leaving first = new Leaving();
        Leaving second = new Leaving();
        AtomicInteger abandoned = new AtomicInteger();
        Promise<Caller> answer = Promise.promise();
        for (Leaving asker : List.of(first, second)) {
            flights.join(vertx, HASH, Urgency.FIRST, asker, flight -> {
                flight.onGone(abandoned::incrementAndGet);
                return answer.future();
            });
        }

        first.goes();
        assertThat(abandoned).hasValue(0);
        second.goes();
        assertThat(abandoned).hasValue(1);
        test.completeNow();
    }

    @Test
    void whoComesJustWhenTheOthersHaveGoneHasItsQuestionAskedAnew(Vertx vertx, VertxTestContext test) {
        Leaving leaving = new Leaving();
        Promise<Caller> first = Promise.promise();
        AtomicInteger asked = new AtomicInteger();
        Function<Flight, Future<Caller>> question = flight ->
                asked.incrementAndGet() == 1 ? first.future() : Future.succeededFuture(Caller.Anonymous.INSTANCE);
        flights.join(vertx, HASH, Urgency.FIRST, leaving, question);
        leaving.goes();

        flights.join(vertx, HASH, Urgency.FIRST, Asker.patient(AddressGroup.UNKNOWN), question)
                .onComplete(test.succeeding(caller -> test.verify(() -> {
                    assertThat(asked).hasValue(2);
                    assertThat(flights.isRunning(HASH)).isFalse();
                    test.completeNow();
                })));
        first.fail(CannotKnow.abandoned());
    }

    @Test
    void aQuestionThatAllHaveAbandonedIsOver(Vertx vertx, VertxTestContext test) {
        Leaving leaving = new Leaving();
        Promise<Caller> question = Promise.promise();
        Future<Caller> nobodys = flights.join(vertx, HASH, Urgency.FIRST, leaving, flight -> question.future());
        leaving.goes();

        question.fail(CannotKnow.abandoned());

        nobodys.onComplete(test.failing(failure -> test.verify(() -> {
            assertThat(flights.isRunning(HASH)).isFalse();
            test.completeNow();
        })));
    }

    @Test
    void whoHasGoneBeforeItsTurnIsWaitedForIsNotWaitedFor(Vertx vertx, VertxTestContext test) {
        Leaving leaving = new Leaving();
        AtomicReference<Flight> carrier = new AtomicReference<>();
        AtomicInteger abandoned = new AtomicInteger();
        flights.join(vertx, HASH, Urgency.FIRST, leaving, flight -> {
            carrier.set(flight);
            return Promise.<Caller>promise().future();
        });

        leaving.goes();
        carrier.get().onGone(abandoned::incrementAndGet);

        assertThat(abandoned).hasValue(1);
        test.completeNow();
    }

    @Test
    void aQuestionIsAsUrgentAsTheMostUrgentWhoWaitsForIt(Vertx vertx, VertxTestContext test) {
        AtomicReference<Flight> carrier = new AtomicReference<>();
        AtomicInteger raised = new AtomicInteger();
        join(vertx, Urgency.SPARE, carrier);
        Flight flight = carrier.get();
        flight.onUrgent(raised::incrementAndGet);
        assertThat(flight.urgency()).isEqualTo(Urgency.SPARE);

        join(vertx, Urgency.SECOND, carrier);
        assertThat(flight.urgency()).isEqualTo(Urgency.SECOND);
        assertThat(raised).hasValue(0);
        join(vertx, Urgency.FIRST, carrier);
        join(vertx, Urgency.SECOND, carrier);
        join(vertx, Urgency.FIRST, carrier);
        assertThat(flight.urgency()).isEqualTo(Urgency.FIRST);
        assertThat(raised).hasValue(1);

        flight.onUrgent(raised::incrementAndGet);
        assertThat(raised).hasValue(2);
        test.completeNow();
    }

    private void join(Vertx vertx, Urgency urgency, AtomicReference<Flight> carrier) {
        flights.join(vertx, HASH, urgency, Asker.patient(AddressGroup.UNKNOWN), flight -> {
            carrier.set(flight);
            return Promise.<Caller>promise().future();
        });
    }

    private static final class Leaving implements Asker {
        private Runnable leave = () -> {};

        @Override
        public void onGone(Runnable whenGone) {
            leave = whenGone;
        }

        void goes() {
            leave.run();
        }
    }

    @Test
    void aLogoutDuringAFlightIsWhatAllOfItHear(Vertx vertx, VertxTestContext test) {
        Promise<Session> validation = Promise.promise();
        AtomicInteger refused = new AtomicInteger();
        for (int i = 0; i < 2; i++) {
            flights.join(
                            vertx,
                            HASH,
                            Urgency.FIRST,
                            Asker.patient(AddressGroup.UNKNOWN),
                            flight -> validation.future().map(this::believed))
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

    @Test
    void anAnswerInDoubtTakesNothingAwayFromWhatIsKnownByNow(Vertx vertx, VertxTestContext test) {
        AtomicReference<Flight> carrier = new AtomicReference<>();
        Session before = fixture.session(1);
        Session now = new Session(HASH, before.binding(), List.of("Manager"), List.of(), before.askedNanos());
        cache.believe(before);
        join(vertx, Urgency.FIRST, carrier);

        cache.doubt(HASH, known -> now);
        assertThat(cache.believe(before, carrier.get())).isTrue();

        assertThat(cache.find(HASH, Freshness.USUAL)).isEqualTo(new Belief.Old(now));
        test.completeNow();
    }

    @Test
    void norIsItFreshWhereNothingIsKnownAnyMore(Vertx vertx, VertxTestContext test) {
        AtomicReference<Flight> carrier = new AtomicReference<>();
        Session before = fixture.session(1);
        join(vertx, Urgency.FIRST, carrier);

        cache.doubt(HASH, known -> known);
        assertThat(cache.believe(before, carrier.get())).isTrue();

        assertThat(cache.find(HASH, Freshness.USUAL)).isEqualTo(new Belief.Old(before));
        test.completeNow();
    }

    /** As sessions do it: whoever cannot be remembered is not let in. */
    private Caller believed(Session session) {
        return cache.believe(session) ? Caller.Anonymous.INSTANCE : new Caller.Refused(Caller.Reason.INVALID);
    }
}
