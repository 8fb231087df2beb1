package dev.usher.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.config.Freshness;
import dev.usher.http.AddressGroup;
import dev.usher.session.Ending.Cause;
import dev.usher.userserver.Asker;
import dev.usher.userserver.Urgency;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A session that has ended is never seen again, whatever was under way when it did. */
@SuppressWarnings("NullAway.Init")
class InterleavingTest {

    private static final Duration LONG = SessionFixture.NEGATIVE_TTL.multipliedBy(2);

    /** A logout is one whether the user server ends the session or not; only the user server says that one is dead. */
    private static final List<Cause> NEWS = List.of(Cause.LOGOUT, Cause.REVOKED, Cause.ELSEWHERE, Cause.DEAD);

    private static Vertx vertx;

    @BeforeAll
    static void start() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void stop() {
        vertx.close().await();
    }

    /** What can happen around one token. */
    private enum Step {
        /** The gateway asks whether it is valid. */
        ASK,
        /** The user server looks it up. */
        READ,
        /** What it found arrives at the gateway. */
        LAND,
        /** The user server forgets the session. */
        DIE,
        /** The gateway hears of the end of the session. */
        TELL,
        /** Refusals are forgotten. */
        WAIT
    }

    /** One token with its user server; a step that makes no sense yet does nothing. */
    private static final class World {
        private final SessionFixture fixture;
        private final int number;
        private final Cause news;
        private boolean alive = true;
        private boolean told;
        private @Nullable Promise<Boolean> question;
        private @Nullable Boolean found;

        World(SessionFixture fixture, int number, Cause news) {
            this.fixture = fixture;
            this.number = number;
            this.news = news;
            fixture.cache.believe(fixture.session(number));
        }

        void run(Step step) {
            switch (step) {
                case ASK -> ask();
                case READ -> found = found == null ? alive : found;
                case LAND -> land();
                case DIE -> alive = false;
                case TELL -> tell();
                case WAIT -> fixture.time.pass(LONG);
            }
            if (told) {
                assertThat(fixture.cache.find(SessionFixture.hash(number), Freshness.USUAL))
                        .isInstanceOfAny(Belief.Refused.class, Belief.Nothing.class);
                assertThat(fixture.cache.stale(SessionFixture.hash(number))).isNull();
            }
        }

        private void ask() {
            if (question == null) {
                Promise<Boolean> asked = Promise.promise();
                Session session = fixture.session(number);
                question = asked;
                found = null;
                fixture.flights.join(
                        vertx,
                        session.hash(),
                        Urgency.FIRST,
                        Asker.patient(AddressGroup.UNKNOWN),
                        flight -> asked.future()
                                .compose(valid -> Future.succeededFuture(answered(session, flight, valid))));
            }
        }

        private Caller answered(Session session, SingleFlight.Flight flight, boolean valid) {
            if (!valid) {
                told = true;
                fixture.cache.refuse(ending(Cause.DEAD));
            }
            return valid && fixture.cache.believe(session, flight)
                    ? new Caller.Known(session)
                    : new Caller.Refused(Caller.Reason.INVALID);
        }

        private void land() {
            if (question != null && found != null) {
                Promise<Boolean> landing = question;
                question = null;
                landing.complete(found);
            }
        }

        private void tell() {
            if (news == Cause.DEAD) {
                if (!alive) {
                    told = true;
                    fixture.cache.refuse(ending(Cause.DEAD));
                }
            } else {
                told = true;
                fixture.cache.end(ending(news));
            }
        }

        private Ending ending(Cause cause) {
            return new Ending(SessionFixture.hash(number), "U-" + number, cause);
        }
    }

    /** Every order in which a validation and an end can meet, with a second validation behind them. */
    @ParameterizedTest
    @EnumSource(names = {"LOGOUT", "REVOKED", "ELSEWHERE", "DEAD"})
    void inWhicheverOrderAValidationAndAnEndMeet(Cause news) {
        List<List<Step>> orders = merged(
                List.of(Step.ASK, Step.READ, Step.LAND, Step.ASK, Step.READ, Step.LAND),
                List.of(Step.DIE, Step.TELL, Step.WAIT));
        assertThat(orders).hasSize(84);

        for (List<Step> order : orders) {
            World world = new World(new SessionFixture(), 1, news);
            order.forEach(world::run);
            assertThat(world.told).as("%s", order).isTrue();
        }
    }

    private static List<List<Step>> merged(List<Step> one, List<Step> other) {
        if (one.isEmpty() || other.isEmpty()) {
            List<Step> rest = new ArrayList<>(one);
            rest.addAll(other);
            return List.of(rest);
        }
        List<List<Step>> all = new ArrayList<>();
        for (List<Step> rest : merged(one.subList(1, one.size()), other)) {
            all.add(first(one.getFirst(), rest));
        }
        for (List<Step> rest : merged(one, other.subList(1, other.size()))) {
            all.add(first(other.getFirst(), rest));
        }
        return all;
    }

    private static List<Step> first(Step step, List<Step> rest) {
        List<Step> order = new ArrayList<>(List.of(step));
        order.addAll(rest);
        return order;
    }

    /** The same for three tokens at once, by chance. */
    @Test
    void inTenThousandOrdersThatNobodyWouldThinkOf() {
        int told = 0;
        for (int seed = 0; seed < 10_000; seed++) {
            Random random = new Random(seed);
            SessionFixture fixture = new SessionFixture();
            IntFunction<World> world = number -> new World(fixture, number, NEWS.get(random.nextInt(NEWS.size())));
            List<World> worlds = List.of(world.apply(0), world.apply(1), world.apply(2));
            List<Step> done = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                Step step = Step.values()[random.nextInt(Step.values().length)];
                done.add(step);
                try {
                    worlds.get(random.nextInt(worlds.size())).run(step);
                } catch (AssertionError failure) {
                    throw new AssertionError("seed " + seed + ", " + done, failure);
                }
            }
            told += (int) worlds.stream().filter(one -> one.told).count();
        }
        assertThat(told).isGreaterThan(10_000);
    }

    /** The same with real threads: whoever sees the end must never see the session again. */
    @ParameterizedTest
    @EnumSource(names = {"LOGOUT", "DEAD"})
    void againstValidationsOnOtherThreads(Cause news) throws Exception {
        SessionFixture fixture = new SessionFixture();
        for (int round = 0; round < 500; round++) {
            Session session = fixture.session(round);
            TokenHash hash = session.hash();
            Promise<Boolean> answer = Promise.promise();
            fixture.flights.join(
                    vertx,
                    hash,
                    Urgency.FIRST,
                    Asker.patient(AddressGroup.UNKNOWN),
                    flight -> answer.future().map(valid -> {
                        fixture.cache.believe(session, flight);
                        return Caller.Anonymous.INSTANCE;
                    }));
            CountDownLatch ready = new CountDownLatch(2);
            Thread validation = Thread.ofPlatform().start(() -> {
                meet(ready);
                answer.complete(true);
            });
            meet(ready);
            Ending ending = new Ending(hash, null, news);
            if (news == Cause.DEAD) {
                fixture.cache.refuse(ending);
            } else {
                fixture.cache.end(ending);
            }
            assertThat(fixture.cache.find(hash, Freshness.USUAL)).isInstanceOf(Belief.Refused.class);
            fixture.time.pass(LONG);
            validation.join();
            assertThat(fixture.cache.find(hash, Freshness.USUAL))
                    .isInstanceOfAny(Belief.Refused.class, Belief.Nothing.class);
        }
    }

    private static void meet(CountDownLatch latch) {
        latch.countDown();
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
