package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.usher.TestClient.Answer;
import dev.usher.sandbox.Fault;
import dev.usher.sandbox.Operation;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an operator ends is over at once, whatever was going on, and nothing else is. */
class RevocationTest {

    private static final FakeTime time = new FakeTime();

    @RegisterExtension
    static final QuietLog log = new QuietLog();

    @RegisterExtension
    static final TestGateway sealed =
            TestGateway.usual().at(time, time).with("session", "{ keys: ['" + "00".repeat(32) + "'] }");

    @RegisterExtension
    static final TestGateway natives = TestGateway.usual()
            .at(time, time)
            .with("auth", "{ url: USERS, whoami: services/Account/currentUser }")
            .with("session", "{ tokens: native, negative-ttl: 0s }");

    static Stream<TestGateway> gateways() {
        return Stream.of(sealed, natives);
    }

    @BeforeEach
    void nobodyIsThere() {
        gateways().forEach(gateway -> revoke(gateway, "{\"all\":true}"));
        time.pass(Duration.ofSeconds(3));
    }

    @ParameterizedTest
    @MethodSource("gateways")
    void aUserIsLoggedOutEverywhereAndMayLogInAgainAtOnce(TestGateway gateway) {
        String alice = gateway.client().aliceToken();
        String bob = gateway.client().token("bob@example.com", "builder");

        assertThat(revoke(gateway, ofAlice(gateway)).get("ended").asInt()).isEqualTo(1);

        assertThat(status(gateway, alice)).isEqualTo(401);
        assertThat(status(gateway, bob)).isEqualTo(200);
        assertThat(status(gateway, gateway.client().aliceToken())).isEqualTo(200);
    }

    @ParameterizedTest
    @MethodSource("gateways")
    void allAreLoggedOutAndMayLogInAgainAtOnce(TestGateway gateway) {
        String alice = gateway.client().aliceToken();
        String bob = gateway.client().token("bob@example.com", "builder");

        assertThat(revoke(gateway, "{\"all\":true}").get("ended").asInt()).isEqualTo(2);

        assertThat(status(gateway, alice)).isEqualTo(401);
        assertThat(status(gateway, bob)).isEqualTo(401);
        assertThat(status(gateway, gateway.client().aliceToken())).isEqualTo(200);
    }

    @ParameterizedTest
    @MethodSource("gateways")
    void oneSessionIsEndedByTheHashOfItsToken(TestGateway gateway) {
        String alice = gateway.client().aliceToken();
        String bob = gateway.client().token("bob@example.com", "builder");
        String hash = gateway.admin()
                .get("/sessions?user=" + gateway.users().objectId("alice@example.com"))
                .json()
                .get("sessions")
                .get(0)
                .get("token-hash")
                .asText();

        String order = "{\"token-hash\":\"" + hash + "\"}";
        assertThat(revoke(gateway, order).get("ended").asInt()).isEqualTo(1);
        assertThat(revoke(gateway, order).get("ended").asInt()).isZero();

        assertThat(status(gateway, alice)).isEqualTo(401);
        assertThat(status(gateway, bob)).isEqualTo(200);
    }

    /** It is in nobody's cache: what counts is when it began. */
    @Test
    @Tag("T11")
    void aSealedTokenThatThisGatewayHasNeverSeenIsOverToo() throws Exception {
        Usher other = sealed.another();
        try {
            String token = new TestClient(other.httpPort()).aliceToken();
            sealed.users().resetCalls();

            assertThat(revoke(sealed, ofAlice(sealed)).get("ended").asInt()).isZero();

            assertThat(status(sealed, token)).isEqualTo(401);
            assertThat(sealed.users().calls(Operation.VALIDATE)).isZero();
        } finally {
            TestGateway.await(other.stop());
        }
    }

    @ParameterizedTest
    @MethodSource("gateways")
    void aQuestionInFlightCannotPutASessionBack(TestGateway gateway) {
        String token = gateway.client().aliceToken();
        time.pass(Duration.ofSeconds(67));
        Fault.Held held = Fault.hold();
        gateway.users().faults().next(1, Operation.VALIDATE, held);
        CompletableFuture<Answer> waiting = gateway.client().sendAsync("GET", "/orders/1", null, "user-token", token);
        await().until(() -> held.arrived() == 1);

        revoke(gateway, ofAlice(gateway));
        held.release();

        assertThat(waiting.join().status()).isEqualTo(401);
        assertThat(status(gateway, token)).isEqualTo(401);
    }

    /** The same for one that nobody here knew when it was revoked. */
    @Test
    void aFirstQuestionInFlightCannotBringASessionIn() throws Exception {
        Usher other = sealed.another();
        try {
            String token = new TestClient(other.httpPort()).aliceToken();
            Fault.Held held = Fault.hold();
            sealed.users().faults().next(1, Operation.VALIDATE, held);
            CompletableFuture<Answer> waiting =
                    sealed.client().sendAsync("GET", "/orders/1", null, "user-token", token);
            await().until(() -> held.arrived() == 1);

            revoke(sealed, ofAlice(sealed));
            held.release();

            assertThat(waiting.join().status()).isEqualTo(401);
            assertThat(status(sealed, token)).isEqualTo(401);
        } finally {
            TestGateway.await(other.stop());
        }
    }

    @ParameterizedTest
    @MethodSource("gateways")
    void whatWasRevokedStaysSoForAsLongAsItCouldLast(TestGateway gateway) {
        String token = gateway.client().aliceToken();
        revoke(gateway, ofAlice(gateway));
        gateway.users().faults().set(Operation.VALIDATE, Fault.reply(200, Map.of(), "true"));

        time.pass(Duration.ofHours(23));
        assertThat(status(gateway, token)).isEqualTo(401);
        time.pass(Duration.ofHours(2));
        assertThat(status(gateway, token)).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nonsense",
                "[]",
                "{}",
                "true",
                "{\"all\":false}",
                "{\"all\":\"true\"}",
                "{\"all\":true,\"user\":\"a\"}",
                "{\"all\":true,\"all\":true}",
                "{\"all\":true}{\"all\":true}",
                "{\"user\":\"\"}",
                "{\"user\":7}",
                "{\"user\":null}",
                "{\"users\":\"a\"}",
                "{\"token-hash\":\"\"}",
                "{\"token-hash\":\"ABCD\"}",
                "{\"token-hash\":\"" + "zz00000000000000000000000000000000" + "000000000000000000000000000000\"}"
            })
    void whatIsNoOrderIs400AndEndsNothing(String body) {
        String token = sealed.client().aliceToken();

        Answer answer = sealed.admin().post("/sessions/revoke", body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().get("detail").asText()).startsWith("write one of {\"user\"");
        assertThat(status(sealed, token)).isEqualTo(200);
    }

    @Test
    void anOrderThatIsTooLongIs413() {
        String body = "{\"user\":\"" + "a".repeat(5_000) + "\"}";

        assertThat(sealed.admin().post("/sessions/revoke", body).status()).isEqualTo(413);
    }

    @Test
    void whoEndedWhatIsInTheLogAndNoTokenIs() {
        String token = sealed.client().aliceToken();
        String bad = "x\\n{\\\"event\\\":\\\"forged\\\"}";
        try (AuditLines audit = new AuditLines()) {
            revoke(sealed, ofAlice(sealed));
            revoke(sealed, "{\"user\":\"" + bad + "\"}");

            assertThat(audit.all())
                    .hasSize(2)
                    .allSatisfy(line -> assertThat(line)
                            .startsWith("{\"time\":\"2026-01-0")
                            .contains("\"event\":\"sessions-revoked\",\"by\":\"127.0.0.1\",\"user\":\"")
                            .doesNotContain("\n")
                            .doesNotContain(token));
            assertThat(audit.all().getFirst())
                    .endsWith("\"user\":\"" + sealed.users().objectId("alice@example.com") + "\",\"ended\":1}");
        }
    }

    private static String ofAlice(TestGateway gateway) {
        return "{\"user\":\"" + gateway.users().objectId("alice@example.com") + "\"}";
    }

    private static JsonNode revoke(TestGateway gateway, String order) {
        Answer answer = gateway.admin().post("/sessions/revoke", order);
        assertThat(answer.status()).isEqualTo(200);
        return answer.json();
    }

    private static int status(TestGateway gateway, String token) {
        return gateway.client().get("/orders/1", "user-token", token).status();
    }
}
