package dev.usher;

import static dev.usher.Pair.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.usher.sandbox.Operation;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A session that is used at one replica is idle at none, and known at all. */
class IdleReplicasIT {

    private static final FakeTime time = new FakeTime();

    @RegisterExtension
    static final QuietLog log = new QuietLog();

    @RegisterExtension
    static final TwoPairs both = new TwoPairs().at(time).behindAProxy();

    private static final RedisServer redis = both.redis();
    private static final Pair sealed = both.sealed();
    private static final Pair natives = both.natives();

    static Stream<Pair> pairs() {
        return both.all();
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void whatIsUsedElsewhereGoesOn(Pair pair) throws Exception {
        String token = pair.one().aliceToken();
        assertThat(status(pair.other(), token)).isEqualTo(200);
        await().until(() -> !entry().isEmpty());
        // what is there later is of the use there
        redis.cli("DEL", entry());
        time.pass(Duration.ofMinutes(20));
        assertThat(status(pair.other(), token)).isEqualTo(200);
        await().until(() -> !entry().isEmpty());
        time.pass(Duration.ofMinutes(20));

        assertThat(status(pair.one(), token)).isEqualTo(200);
    }

    @Test
    void itIsKnownFromWhereItGoesOn() throws Exception {
        String token = sealed.one().aliceToken();
        time.pass(Duration.ofMinutes(20));
        assertThat(status(sealed.other(), token)).isEqualTo(200);
        await().until(() -> !entry().isEmpty());
        time.pass(Duration.ofMinutes(20));

        assertThat(sealed.one()
                        .get("/orders/1", "user-token", token, "x-forwarded-for", "192.0.2.8")
                        .status())
                .isEqualTo(200);

        String alice = sealed.gateway().users().objectId("alice@example.com");
        assertThat(sealed.gateway().admin().get("/sessions?user=" + alice).body())
                .contains("\"192.0.2.8\"");
    }

    @Test
    void whatRedisHasLostIsThereAgainWhenItIsUsed() throws Exception {
        String token = natives.one().aliceToken();
        redis.cli("FLUSHALL");
        assertThat(status(natives.other(), token)).isEqualTo(401);
        time.pass(Duration.ofSeconds(67));

        assertThat(status(natives.one(), token)).isEqualTo(200);

        await().until(() -> status(natives.other(), token) == 200);
    }

    /** The token itself says whose it is, and the user server still believes in it. */
    @Test
    void whatIsUsedNowhereIsOverAlsoWhereNobodyKnowsIt() throws Exception {
        String token = sealed.one().aliceToken();
        await().until(() -> !entry().isEmpty());
        String entry = entry();
        redis.cli("RENAME", entry, "gone");
        time.pass(Duration.ofMinutes(31));
        sealed.gateway().users().resetCalls();

        assertThat(status(sealed.other(), token)).isEqualTo(401);
        redis.cli("RENAME", "gone", entry);
        assertThat(status(sealed.other(), token)).isEqualTo(401);
        assertThat(sealed.gateway().users().calls(Operation.VALIDATE)).isZero();
    }

    @Test
    void whatIsUsedElsewhereGoesOnWhereNobodyKnowsIt() throws Exception {
        String token = sealed.one().aliceToken();
        await().until(() -> !entry().isEmpty());
        redis.cli("DEL", entry());
        time.pass(Duration.ofMinutes(20));
        assertThat(status(sealed.one(), token)).isEqualTo(200);
        await().until(() -> !entry().isEmpty());
        time.pass(Duration.ofMinutes(20));

        assertThat(status(sealed.other(), token)).isEqualTo(200);
    }

    @Test
    void whatIsYoungerThanThatIsIdleNowhereWhateverRedisHasLost() throws Exception {
        String token = sealed.one().aliceToken();
        await().until(() -> !entry().isEmpty());
        redis.cli("DEL", entry());
        time.pass(Duration.ofMinutes(29));

        assertThat(status(sealed.other(), token)).isEqualTo(200);
    }

    @Test
    void whileNobodyCanKnowWhatNobodyKnowsGoesOn() throws Exception {
        String token = sealed.one().aliceToken();
        redis.pause();
        await().until(() -> pairs().allMatch(Pair::isDegraded));
        time.pass(Duration.ofMinutes(31));

        assertThat(status(sealed.other(), token)).isEqualTo(200);
    }

    /** Its entry ends by Redis's own clock, which no test moves. */
    @ParameterizedTest
    @MethodSource("pairs")
    void whatIsUsedNowhereIsOver(Pair pair) throws Exception {
        String token = pair.one().aliceToken();
        await().until(() -> !entry().isEmpty());
        String entry = entry();
        assertThat(Duration.ofMillis(Long.parseLong(redis.cli("PTTL", entry))))
                .isBetween(Duration.ofMinutes(30), Duration.ofMinutes(32));
        redis.cli("DEL", entry);
        time.pass(Duration.ofMinutes(31));

        assertThat(status(pair.one(), token)).isEqualTo(401);
        assertThat(status(pair.one(), token)).isEqualTo(401);
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void whileNobodyCanKnowEachCountsForItself(Pair pair) throws Exception {
        String token = pair.one().aliceToken();
        redis.pause();
        await().until(() -> pairs().allMatch(Pair::isDegraded));
        time.pass(Duration.ofMinutes(31));

        assertThat(status(pair.one(), token)).isEqualTo(401);
    }

    /** What Redis holds of the only session there is; empty: nothing. */
    private static String entry() throws Exception {
        return redis.cli("KEYS", "*:session:*");
    }
}
