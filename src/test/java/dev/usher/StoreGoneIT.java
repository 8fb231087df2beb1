package dev.usher;

import static dev.usher.Pair.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.usher.TestClient.Answer;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Redis is gone: logins and known sessions go on, and nobody is told what nobody can know. */
class StoreGoneIT {

    @RegisterExtension
    static final QuietLog log = new QuietLog();

    @RegisterExtension
    static final TwoPairs both = new TwoPairs().leftAlone();

    private static final RedisServer redis = both.redis();
    private static final Pair sealed = both.sealed();
    private static final Pair natives = both.natives();

    /** Tokens of Alice's, which the first of each pair has given out. */
    private static final Map<Pair, String> TOKENS = new HashMap<>();

    static Stream<Pair> pairs() {
        return both.all();
    }

    @BeforeAll
    static void lose() throws Exception {
        pairs().forEach(pair -> TOKENS.put(pair, pair.one().aliceToken()));
        redis.kill();
        await().until(() -> pairs().allMatch(Pair::isDegraded));
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void loginsAndKnownSessionsGoOn(Pair pair) {
        String during = pair.one().token("bob@example.com", "builder");

        assertThat(status(pair.one(), token(pair))).isEqualTo(200);
        assertThat(status(pair.one(), during)).isEqualTo(200);
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void theGatewayIsReadyAndSaysWhatIsMissing(Pair pair) {
        Answer ready = pair.gateway().admin().get("/health/ready");

        assertThat(ready.status()).isEqualTo(200);
        assertThat(ready.json().get("status").asText()).isEqualTo("degraded");
        assertThat(ready.json().get("store").get("state").asText()).isEqualTo("away");
    }

    @Test
    void aSealedTokenNeedsNoStore() {
        assertThat(status(sealed.other(), token(sealed))).isEqualTo(200);
    }

    @Test
    @Tag("T13")
    void aTokenThatAnotherReplicaMayKnowIs503AndNot401() {
        Answer answer = natives.other().get("/orders/1", "user-token", token(natives));

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.json().get("code").asText()).isEqualTo("store-away");
        assertThat(answer.header("retry-after")).isEqualTo("2");
    }

    @Test
    void whatTheUserServerRefusesIs401AllTheSame() {
        assertThat(status(natives.one(), "FFFFFFFF-0000-4000-8000-000000000000"))
                .isEqualTo(401);
    }

    @ParameterizedTest
    @MethodSource("pairs")
    @Tag("T11")
    void anOperatorIsToldThatTheOthersHaveNotHeardOfARevocation(Pair pair) {
        String token = pair.one().token("zoe@example.com", "wonderland");
        String zoe = pair.gateway().users().objectId("zoe@example.com");

        Answer answer = pair.gateway().admin().post("/sessions/revoke", "{\"user\":\"" + zoe + "\"}");

        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.body()).isEqualTo("{\"ended\":1,\"store\":\"away\"}");
        assertThat(status(pair.one(), token)).isEqualTo(401);
    }

    private static String token(Pair pair) {
        return Objects.requireNonNull(TOKENS.get(pair));
    }
}
