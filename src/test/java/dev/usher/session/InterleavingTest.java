package dev.usher.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.usher.FakeTime;
import dev.usher.config.SessionSettings;
import dev.usher.config.SessionSettings.TokenKind;
import dev.usher.session.SessionCache.Belief;
import dev.usher.userserver.UserToken;
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
