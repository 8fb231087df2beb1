package dev.usher.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.config.Freshness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Validations, logouts and time in orders that nobody would think of. */
class InterleavingTest {

    private final SessionFixture fixture = new SessionFixture();
    private final SessionCache cache = fixture.cache;

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
                    cache.end(SessionFixture.logout(token));
                    ended[token] = true;
                }
                case 1 -> cache.refuse(SessionFixture.hash(token), Caller.Reason.INVALID);
                case 2 -> fixture.time.pass(Duration.ofSeconds(random.nextInt(20)));
                case 3, 4 -> {
                    Session answer = fixture.session(token);
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
                assertThat(cache.find(SessionFixture.hash(token), Freshness.USUAL))
                        .isInstanceOf(Belief.Refused.class);
            }
        }
    }

    /** The same with real threads: whoever sees the logout's end must never see the session again. */
    @Test
    void aLogoutWinsAgainstValidationsOnOtherThreads() throws Exception {
        for (int round = 0; round < 2_000; round++) {
            TokenHash hash = SessionFixture.hash(round);
            Session session = fixture.session(round);
            CountDownLatch ready = new CountDownLatch(2);
            Thread validation = Thread.ofPlatform().start(() -> {
                meet(ready);
                cache.believe(session);
            });
            meet(ready);
            cache.end(SessionFixture.logout(round));
            assertThat(cache.find(hash, Freshness.USUAL)).isInstanceOf(Belief.Refused.class);
            validation.join();
            assertThat(cache.find(hash, Freshness.USUAL)).isInstanceOf(Belief.Refused.class);
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
