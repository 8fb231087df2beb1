package dev.usher;

import static dev.usher.Pair.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.usher.TestClient.Answer;
import dev.usher.sandbox.Fault;
import dev.usher.sandbox.Operation;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What one replica knows, the others know. */
class ReplicasIT {

    private static final Duration SOON = Duration.ofSeconds(1);

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
    void aLogoutAtOneIsRefusedAtTheOtherWithinASecond(Pair pair) {
        String token = pair.one().aliceToken();
        assertThat(status(pair.other(), token)).isEqualTo(200);
        pair.believeEverything();

        assertThat(pair.one().post("/auth/logout", "", "user-token", token).status())
                .isEqualTo(204);

        await().atMost(SOON).until(() -> status(pair.other(), token) == 401);
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void aSessionIsKnownEverywhere(Pair pair) {
        String token = pair.one().aliceToken();

        Answer answer = pair.other().get("/orders/1", "user-token", token);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.received("X-User-Email")).containsExactly("alice@example.com");
        assertThat(answer.received("X-User-Roles")).containsExactly("Manager");
    }

    @ParameterizedTest
    @MethodSource("pairs")
    @Tag("T11")
    void whoStartsLaterRefusesWhatEndedBefore(Pair pair) throws Exception {
        String token = pair.one().aliceToken();
        pair.believeEverything();
        pair.one().post("/auth/logout", "", "user-token", token);
        await().atMost(SOON).until(() -> status(pair.other(), token) == 401);
        pair.gateway().users().resetCalls();

        Usher late = pair.gateway().another();
        try {
            assertThat(status(new TestClient(late.httpPort()), token)).isEqualTo(401);
            assertThat(pair.gateway().users().calls(Operation.VALIDATE)).isZero();
        } finally {
            TestGateway.await(late.stop());
        }
    }

    static Stream<Arguments> orders() {
        return pairs().flatMap(pair -> Stream.of("{\"all\":true}", "{\"user\":\"ALICE\"}", "{\"token-hash\":\"HASH\"}")
                .map(order -> Arguments.of(pair, order)));
    }

    @ParameterizedTest
    @MethodSource("orders")
    @Tag("T11")
    void whatAnOperatorEndsAtOneIsOverAtTheOtherWithinASecondAndForWhoStartsLater(Pair pair, String order)
            throws Exception {
        String token = pair.one().aliceToken();
        assertThat(status(pair.other(), token)).isEqualTo(200);
        pair.believeEverything();
        String alice = pair.gateway().users().objectId("alice@example.com");
        JsonNode known = pair.gateway()
                .admin()
                .get("/sessions?limit=1000&user=" + alice)
                .json()
                .get("sessions");
        String hash = hash(token);
        assertThat(known.valueStream().map(session -> session.get("token-hash").asText()))
                .contains(hash);

        Answer answer = pair.gateway()
                .admin()
                .post("/sessions/revoke", order.replace("ALICE", alice).replace("HASH", hash));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(status(pair.one(), token)).isEqualTo(401);
        await().atMost(SOON).until(() -> status(pair.other(), token) == 401);
        Usher late = pair.gateway().another();
        try {
            assertThat(status(new TestClient(late.httpPort()), token)).isEqualTo(401);
        } finally {
            TestGateway.await(late.stop());
        }
        pair.gateway().users().faults().clear();
        assertThat(status(pair.other(), pair.one().aliceToken())).isEqualTo(200);
    }

    @ParameterizedTest
    @MethodSource("pairs")
    @Tag("T15")
    void aLogoutAtOneClosesWhatIsOpenAtTheOther(Pair pair) throws Exception {
        String token = pair.one().aliceToken();
        try (TestSocket socket = TestSocket.open(pair.other().port(), "/orders/ws", "user-token", token)) {
            pair.one().post("/auth/logout", "", "user-token", token);

            assertThat(socket.next()).startsWith("close:4401");
        }
    }

    @ParameterizedTest
    @MethodSource("pairs")
    @Tag("T15")
    void whatAnOperatorEndsAtOneIsClosedAtTheOther(Pair pair) throws Exception {
        String token = pair.one().aliceToken();
        try (TestSocket socket = TestSocket.open(pair.other().port(), "/orders/ws", "user-token", token)) {
            pair.gateway().admin().post("/sessions/revoke", "{\"all\":true}");

            assertThat(socket.next()).startsWith("close:4401");
        }
    }

    @Test
    void aLogoutReachesAReplicaThatHasTheSessionThoughNobodyElseKnowsIt() throws Exception {
        String token = natives.one().aliceToken();
        redis.cli("FLUSHALL");

        assertThat(natives.other().post("/auth/logout", "", "user-token", token).status())
                .isEqualTo(204);

        natives.believeEverything();
        await().atMost(SOON).until(() -> status(natives.one(), token) == 401);
    }

    /** The user server goes on believing in it. */
    @Test
    @Tag("T11")
    void aLogoutThatTheUserServerDoesNotHearOfReachesThemToo() throws Exception {
        String token = natives.one().aliceToken();
        redis.cli("FLUSHALL");
        natives.gateway().users().faults().set(Operation.LOGOUT, Fault.serverError());

        assertThat(natives.other().post("/auth/logout", "", "user-token", token).status())
                .isEqualTo(204);

        await().atMost(SOON).until(() -> status(natives.one(), token) == 401);
    }

    /** Anybody can send any text as a token; Redis is not where it is collected. */
    @Test
    void aLogoutOfNobodyLeavesNothing() throws Exception {
        natives.one().post("/auth/logout", "", "user-token", "FFFFFFFF-0000-4000-8000-000000000000");
        // waits until it is stored, after everything before
        natives.one().aliceToken();

        assertThat(redis.cli("KEYS", "*").lines()).singleElement().asString().contains(":session:");
    }

    /** On the same Redis, with the same keys, and with users of the same names. */
    @Test
    @Tag("T10")
    @SuppressWarnings("NullAway") // the extension does not look at its context
    void whoHasAnotherUserServerHasOtherSessions() throws Exception {
        TestGateway foreign = natives.elsewhere();
        foreign.beforeAll(null);
        try {
            foreign.users().faults().set(Operation.VALIDATE, Fault.reply(200, Map.of(), "true"));
            String token = natives.one().aliceToken();

            Answer answer = foreign.client().get("/orders/1", "user-token", token);
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.json().get("code").asText()).isEqualTo("token-user-unknown");
            foreign.admin().post("/sessions/revoke", "{\"all\":true}");
            foreign.client().post("/auth/logout", "", "user-token", token);
            await().until(() -> !redis.cli("KEYS", "*:revocations").isEmpty());
            awaitTheNextRevocation();

            assertThat(status(natives.one(), token)).isEqualTo(200);
            assertThat(status(natives.other(), token)).isEqualTo(200);
        } finally {
            foreign.afterAll(null);
        }
    }

    /** Which both have heard of, and hence of every one before. */
    private static void awaitTheNextRevocation() {
        String bob = natives.one().token("bob@example.com", "builder");
        assertThat(status(natives.other(), bob)).isEqualTo(200);
        natives.believeEverything();
        natives.one().post("/auth/logout", "", "user-token", bob);
        await().until(() -> status(natives.other(), bob) == 401);
    }

    private static String hash(String token) throws Exception {
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(hash);
    }
}
