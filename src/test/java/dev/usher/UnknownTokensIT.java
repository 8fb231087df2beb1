package dev.usher;

import static dev.usher.Pair.status;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.sandbox.LoginPolicy;
import dev.usher.sandbox.SandboxUserServer;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whoever makes tokens up does not tire Redis either, and whoever is known at another replica is not taken for one. */
class UnknownTokensIT {

    private static final int MOST = 5;
    private static final FakeTime time = new FakeTime();

    @RegisterExtension
    static final QuietLog log = new QuietLog();

    @RegisterExtension
    @Order(1)
    static final RedisServer redis = new RedisServer();

    @RegisterExtension
    @Order(2)
    static final Pair pair = new Pair(redis, "native", "unknown-per-ip: " + MOST + "/1m").at(time);

    @BeforeEach
    void rest() throws Exception {
        time.pass(Duration.ofMinutes(1));
        redis.cli("CONFIG", "RESETSTAT");
    }

    @Test
    void ofMadeUpTokensRedisIsAskedAboutAFew() throws Exception {
        for (int i = 0; i < 4 * MOST; i++) {
            assertThat(status(pair.one(), madeUp())).isEqualTo(i < MOST ? 401 : 429);
        }

        assertThat(questions()).isEqualTo(MOST);
    }

    @Test
    void ofLogoutsOfMadeUpTokensToo() throws Exception {
        for (int i = 0; i < 4 * MOST; i++) {
            assertThat(logout(madeUp())).isEqualTo(i < MOST ? 204 : 429);
        }

        assertThat(questions()).isEqualTo(MOST);
    }

    @Test
    void whatAnotherReplicaKnowsIsNotMadeUp() {
        assertThat(knownElsewhere())
                .allSatisfy(token -> assertThat(status(pair.one(), token)).isEqualTo(200));
        assertThat(status(pair.one(), madeUp())).isEqualTo(401);
    }

    @Test
    void aLogoutOfWhatAnotherReplicaKnowsIsNotMadeUp() {
        assertThat(knownElsewhere())
                .allSatisfy(token -> assertThat(logout(token)).isEqualTo(204));
        assertThat(logout(madeUp())).isEqualTo(204);
    }

    private static List<String> knownElsewhere() {
        SandboxUserServer users = pair.gateway().users();
        users.settings(users.settings().withLogins(LoginPolicy.SIDE_BY_SIDE));
        return IntStream.range(0, 2 * MOST)
                .mapToObj(i -> pair.other().aliceToken())
                .toList();
    }

    private static int logout(String token) {
        return pair.one().post("/auth/logout", "", "user-token", token).status();
    }

    private static String madeUp() {
        return UUID.randomUUID().toString();
    }

    /** How often Redis was asked what is under a name. */
    private static int questions() throws Exception {
        Matcher calls = Pattern.compile("cmdstat_get:calls=(\\d+)").matcher(redis.cli("INFO", "commandstats"));
        return calls.find() ? Integer.parseInt(calls.group(1)) : 0;
    }
}
