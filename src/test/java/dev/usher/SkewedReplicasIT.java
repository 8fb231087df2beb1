package dev.usher;

import static dev.usher.Pair.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.usher.sandbox.LoginPolicy;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Clocks that are a second fast or slow: what is revoked is over everywhere, and what begins then is not. */
class SkewedReplicasIT {

    private static final Duration SOON = Duration.ofSeconds(1);
    private static final FakeTime time = new FakeTime();

    @RegisterExtension
    static final QuietLog log = new QuietLog();

    @RegisterExtension
    static final TwoPairs both = new TwoPairs().at(time);

    /** One of two clocks is a second fast and the other a second slow, or they agree. */
    static Stream<Arguments> orders() {
        return both.all()
                .flatMap(pair -> Stream.of("{\"all\":true}", "{\"user\":\"ALICE\"}")
                        .flatMap(order -> Stream.of(-2, 0, 2)
                                .map(seconds -> Arguments.of(pair, order, Duration.ofSeconds(seconds)))));
    }

    @BeforeEach
    void letEverybodyInAgain() {
        both.all()
                .map(pair -> pair.gateway().users())
                .forEach(users -> users.settings(users.settings().withLogins(LoginPolicy.SIDE_BY_SIDE)));
    }

    @AfterEach
    void forgetTheTestBefore() {
        time.pass(Duration.ofSeconds(10));
    }

    @ParameterizedTest
    @MethodSource("orders")
    @Tag("T11")
    void whatIsRevokedIsOverAndWhatBeginsThenIsNot(Pair pair, String order, Duration skew) {
        pair.skew(skew);
        String before = pair.other().aliceToken();

        revoke(pair, order);
        String hereAfter = pair.one().aliceToken();

        assertThat(status(pair.one(), before)).isEqualTo(401);
        await().atMost(SOON).until(() -> status(pair.other(), before) == 401);
        String thereAfter = pair.other().aliceToken();
        for (TestClient client : new TestClient[] {pair.one(), pair.other()}) {
            assertThat(status(client, hereAfter)).isEqualTo(200);
            assertThat(status(client, thereAfter)).isEqualTo(200);
        }
    }

    /** In one and the same millisecond, too. */
    @ParameterizedTest
    @MethodSource("orders")
    void whatBeganAfterARevocationIsOverWithTheNext(Pair pair, String order, Duration skew) {
        pair.skew(skew);
        revoke(pair, "{\"user\":\"ALICE\"}");
        String between = pair.one().aliceToken();

        revoke(pair, order);

        assertThat(status(pair.one(), between)).isEqualTo(401);
        await().atMost(SOON).until(() -> status(pair.other(), between) == 401);
    }

    private static void revoke(Pair pair, String order) {
        String alice = pair.gateway().users().objectId("alice@example.com");
        assertThat(pair.gateway()
                        .admin()
                        .post("/sessions/revoke", order.replace("ALICE", alice))
                        .status())
                .isEqualTo(200);
    }
}
