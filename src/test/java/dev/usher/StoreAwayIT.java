package dev.usher;

import static dev.usher.Pair.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.usher.TestClient.Answer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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
    static final TwoPairs both = new TwoPairs();

    private static final RedisServer redis = both.redis();
    private static final Pair natives = both.natives();

    static Stream<Pair> pairs() {
        return both.all();
    }

    @ParameterizedTest
    @MethodSource("pairs")
    @Tag("T11")
    void aLogoutWhileItIsGoneIsRefusedEverywhereWhenItIsBack(Pair pair) throws Exception {
        String token = pair.one().aliceToken();
        assertThat(status(pair.other(), token)).isEqualTo(200);
        pair.believeEverything();
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
    void anOperatorIsToldSoToo() throws Exception {
        redis.pause();
        assertThat(revokeNobody()).isEqualTo(202);
        await().until(natives::isDegraded);
        assertThat(revokeNobody()).isEqualTo(202);

        redis.resume();
        await().until(natives::isWell);
        assertThat(revokeNobody()).isEqualTo(200);
    }

    private static int revokeNobody() {
        return natives.gateway()
                .admin()
                .post("/sessions/revoke", "{\"user\":\"NOBODY\"}")
                .status();
    }

    @Test
    void whileItHangsNobodyWaitsForLongerThanTheTimeout() throws Exception {
        natives.believeEverything();
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
}
