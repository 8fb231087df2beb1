package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.usher.TestClient.Answer;
import dev.usher.sandbox.Fault;
import dev.usher.sandbox.Operation;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Redis dies, or hangs: no logout is lost, and nobody waits for it for long. */
class StoreAwayIT {

    @RegisterExtension
    static final QuietLog log = new QuietLog();

    @RegisterExtension
    @Order(1)
    static final RedisServer redis = new RedisServer();

    @RegisterExtension
    @Order(2)
    static final Pair sealed = new Pair(redis, "sealed");

    @RegisterExtension
    @Order(3)
    static final Pair natives = new Pair(redis, "native");

    static Stream<Pair> pairs() {
        return Stream.of(sealed, natives);
    }

    @AfterEach
    void mend() throws Exception {
        pairs().forEach(pair -> pair.gateway().users().faults().clear());
        redis.resume();
        await().until(() -> pairs().allMatch(Pair::isWell));
    }

    @ParameterizedTest
    @MethodSource("pairs")
    @Tag("T11")
    void aLogoutWhileItIsGoneIsRefusedEverywhereWhenItIsBack(Pair pair) throws Exception {
        String token = pair.one().aliceToken();
        assertThat(status(pair.other(), token)).isEqualTo(200);
        believeEverything(pair);
        redis.kill();
        await().until(() -> pair.isDegraded());

        assertThat(pair.one().post("/auth/logout", "", "user-token", token).status())
                .isEqualTo(204);
        assertThat(status(pair.one(), token)).isEqualTo(401);
        assertThat(status(pair.other(), token)).isEqualTo(200);

        redis.start();
        await().until(() -> status(pair.other(), token) == 401);
    }

    @Test
    void whileItHangsNobodyWaitsForLongerThanTheTimeout() throws Exception {
        believeEverything(natives);
        redis.pause();

        long start = System.nanoTime();
        List<CompletableFuture<Answer>> asked = IntStream.range(0, 50)
                .mapToObj(i ->
                        natives.one().sendAsync("GET", "/orders/1", null, "user-token", "TOKEN-THAT-NOBODY-KNOWS-" + i))
                .toList();
        asked.forEach(CompletableFuture::join);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
        assertThat(asked).extracting(answer -> answer.join().status()).containsOnly(503);
    }

    private static void believeEverything(Pair pair) {
        pair.gateway().users().faults().set(Operation.VALIDATE, Fault.reply(200, Map.of(), "true"));
    }

    private static int status(TestClient client, String token) {
        return client.get("/orders/1", "user-token", token).status();
    }
}
