package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.usher.TestClient.Answer;
import dev.usher.sandbox.Fault;
import dev.usher.sandbox.Operation;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** More replicas are no more guesses, while Redis is there; the rates are so slow that no test sees a refill. */
class ThrottledReplicasIT {

    private static final FakeTime time = new FakeTime();

    @RegisterExtension
    static final QuietLog log = new QuietLog();

    @RegisterExtension
    @Order(1)
    static final RedisServer redis = new RedisServer();

    @RegisterExtension
    @Order(2)
    static final Pair pair = new Pair(redis, "sealed").at(time).throttled("{ per-ip: 20/10h, per-account: 5/10h }");

    /** Of the same client, at each replica. */
    private final Guesses one = Guesses.ofAnotherAddress(pair.one());

    private final Guesses other = new Guesses(pair.other(), one.address());

    @AfterEach
    void mend() throws Exception {
        pair.gateway().users().faults().clear();
        redis.resume();
        await().until(pair::isWell);
        redis.cli("FLUSHALL");
    }

    @Test
    @Tag("T19")
    void anAccountHasItsTriesOverAllReplicas() {
        for (int i = 0; i < 5; i++) {
            assertThat((i % 2 == 0 ? one : other)
                            .login("carol@example.com", "wrong")
                            .status())
                    .isEqualTo(401);
        }
        pair.gateway().users().resetCalls();

        for (Guesses replica : List.of(one, other)) {
            Answer refused = replica.login("carol@example.com", "wrong");
            assertThat(refused.status()).isEqualTo(429);
            assertThat(Integer.parseInt(refused.header("retry-after"))).isBetween(7_100, 7_200);
            assertThat(refused.header("ratelimit-policy")).isEqualTo("\"login-account\";q=5;w=36000");
            assertThat(refused.header("ratelimit")).startsWith("\"login-account\";r=0;t=3");
        }
        assertThat(pair.gateway().users().calls(Operation.LOGIN)).isZero();
    }

    @Test
    void anAddressToo() {
        for (int i = 0; i < 20; i++) {
            assertThat((i % 2 == 0 ? one : other)
                            .login("somebody-" + i, "wrong")
                            .status())
                    .isEqualTo(401);
        }

        for (Guesses replica : List.of(one, other)) {
            Answer refused = replica.login("alice@example.com", "wonderland");
            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.header("ratelimit-policy")).isEqualTo("\"login-address\";q=20;w=36000");
        }
    }

    @Test
    void aRightPasswordAtOneBeginsAnewAtTheOther() {
        for (int i = 0; i < 4; i++) {
            assertThat(one.login("bob@example.com", "wrong").status()).isEqualTo(401);
        }
        assertThat(other.login("bob@example.com", "builder").status()).isEqualTo(200);

        await().untilAsserted(() ->
                assertThat(redis.cli("KEYS", "*:tries:*").lines().count()).isLessThanOrEqualTo(1));
        for (int i = 0; i < 5; i++) {
            assertThat(other.login("bob@example.com", "wrong").status()).isEqualTo(401);
        }
        assertThat(other.login("bob@example.com", "wrong").status()).isEqualTo(429);
    }

    @Test
    void whatWasNotSentByOneIsGivenBackToAll() {
        pair.gateway().users().faults().next(1, Operation.LOGIN, Fault.reply(503, Map.of("Retry-After", "20"), ""));
        for (int i = 0; i < 5; i++) {
            assertThat(one.login("dave@example.com", "wrong").status()).isEqualTo(503);
        }

        for (int i = 0; i < 4; i++) {
            assertThat(other.login("dave@example.com", "wrong").status()).isEqualTo(401);
        }
        assertThat(other.login("dave@example.com", "wrong").status()).isEqualTo(429);
        // the pause is over for the other tests too
        time.pass(Duration.ofSeconds(20));
        assertThat(one.from("192.0.2.1")
                        .login("alice@example.com", "wonderland")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void withoutRedisEachCountsForItself() throws Exception {
        redis.kill();
        await().until(pair::isDegraded);
        try {
            for (Guesses replica : List.of(one, other)) {
                for (int i = 0; i < 5; i++) {
                    assertThat(replica.login("erin@example.com", "wrong").status())
                            .isEqualTo(401);
                }
                assertThat(replica.login("erin@example.com", "wrong").status()).isEqualTo(429);
            }
        } finally {
            redis.start();
        }
    }

    @Test
    void nobodyWaitsForARedisThatHangs() throws Exception {
        redis.pause();

        long start = System.nanoTime();
        assertThat(one.login("frank@example.com", "wrong").status()).isEqualTo(401);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
    }

    @Test
    void redisDoesNotSayWhoTried() throws Exception {
        one.login("grace@example.com", "wrong");

        String everything = redis.cli("KEYS", "*");
        for (String key :
                everything.lines().filter(key -> key.contains(":tries:")).toList()) {
            everything += redis.cli("GET", key);
        }

        assertThat(everything).contains(":tries:").doesNotContain("grace", one.address(), "login-");
    }
}
