package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.TestClient.Answer;
import dev.usher.sandbox.DemoUser;
import dev.usher.sandbox.Fault;
import dev.usher.sandbox.Operation;
import dev.usher.sandbox.SandboxOptions;
import dev.usher.sandbox.SandboxUserServer;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every way a login can end at the user server, in both forms of its address, as clients of the gateway see it. */
class LoginCodeTest {

    private static final Map<Integer, Integer> STATUS = Map.ofEntries(
            Map.entry(999, 503),
            Map.entry(2002, 502),
            Map.entry(3000, 403),
            Map.entry(3001, 502),
            Map.entry(3002, 409),
            Map.entry(3003, 401),
            Map.entry(3034, 403),
            Map.entry(3036, 423),
            Map.entry(3038, 400),
            Map.entry(3044, 409),
            Map.entry(3087, 403),
            Map.entry(3090, 403),
            Map.entry(8000, 400),
            Map.entry(9070, 503),
            Map.entry(11033, 503));

    private static final Vertx vertx = Vertx.vertx();
    private static final SandboxUserServer byDomain =
            SandboxUserServer.start(vertx, SandboxOptions.defaults()).await();

    /** Its breaker stays closed: in some orders of the methods most of the first ten logins are outages. */
    @RegisterExtension
    static final TestGateway gateway =
            TestGateway.usual().with("auth", "{ url: USERS, timeout: 2s, breaker: { calls: 1000 } }");

    @RegisterExtension
    static final TestGateway domainGateway =
            TestGateway.usual().with("auth", "{ url: \"" + byDomain.domainUrl() + "\", timeout: 2s }");

    private final TestClient client = gateway.client();

    @AfterAll
    static void close() {
        vertx.close().await();
    }

    static Stream<DemoUser> refused() {
        return Stream.of(DemoUser.values()).filter(user -> !user.logsIn() && user != DemoUser.EMPTY);
    }

    @ParameterizedTest
    @MethodSource("refused")
    void everyRefusalKeepsItsNumberAndIsAskedForOnce(DemoUser user) {
        long before = gateway.users().calls(Operation.LOGIN);

        Answer answer = client.login(user.email(), user.password());

        assertProblem(answer, STATUS.getOrDefault(user.code(), -1), user.code());
        assertThat(gateway.users().calls(Operation.LOGIN)).isEqualTo(before + 1);
        boolean later = answer.status() == 503 || answer.status() == 423;
        assertThat(answer.header("retry-after") != null).isEqualTo(later);
    }

    @ParameterizedTest
    @MethodSource("refused")
    void theDomainFormOfTheAddressAnswersTheSame(DemoUser user) {
        Answer answer = domainGateway.client().login(user.email(), user.password());

        assertProblem(answer, STATUS.getOrDefault(user.code(), -1), user.code());
    }

    @Test
    void theDomainFormOfTheAddressLogsInAndValidates() {
        TestClient other = domainGateway.client();
        String token = other.aliceToken();

        assertThat(other.get("/auth/valid", "user-token", token).body()).isEqualTo("true");
        assertThat(other.get("/auth/me", "user-token", token)
                        .json()
                        .get("email")
                        .asText())
                .isEqualTo("alice@example.com");
        assertThat(other.post("/auth/logout", "", "user-token", token).status()).isEqualTo(204);
        assertThat(byDomain.calls(Operation.LOGOUT)).isEqualTo(1);
    }

    /** The code decides and not the status, which nobody documents. */
    @ParameterizedTest
    @CsvSource({
        "200, 3003, 401",
        "403, 3003, 401",
        "500, 3003, 401",
        "401, 3036, 423",
        "400, 3006, 400",
        "401, 3082, 403"
    })
    void theStatusOfTheUserServerDecidesNothing(int status, int code, int expected) {
        gateway.users().faults().set(Operation.LOGIN, Fault.error(status, code, "whatever"));

        assertProblem(client.login("alice@example.com", "wonderland"), expected, code);
    }

    @ParameterizedTest
    @CsvSource({"400, 400", "401, 400", "200, 400"})
    void aCodeThatNobodyKnowsIsARefusal(int status, int expected) {
        gateway.users().faults().set(Operation.LOGIN, Fault.error(status, 7777, "whatever"));

        assertProblem(client.login("alice@example.com", "wonderland"), expected, 7777);
    }

    /** A quota or a block of the whole application is no answer about this user, whatever its status. */
    @ParameterizedTest
    @ValueSource(ints = {999, 9070, 11009, 11033})
    void anApplicationThatIsExhaustedIs503(int code) {
        gateway.users().faults().set(Operation.LOGIN, Fault.error(400, code, "whatever"));

        Answer answer = client.login("alice@example.com", "wonderland");

        assertProblem(answer, 503, code);
        assertThat(answer.header("retry-after")).isNotNull();
    }

    @Test
    void aLockedAccountIsToldWhenToTryAgain() {
        Answer locked = client.login("locked@example.com", "wonderland");

        assertThat(locked.status()).isEqualTo(423);
        assertThat(locked.header("retry-after")).isEqualTo("60");
    }

    @Test
    void a500WithACodeThatNobodyKnowsSaysNothingAboutTheLogin() {
        gateway.users().faults().set(Operation.LOGIN, Fault.error(500, 7777, "whatever"));

        assertThat(client.login("alice@example.com", "wonderland").status()).isEqualTo(503);
    }

    @Test
    void theWordsOfTheUserServerAreNotRepeated() {
        gateway.users().faults().set(Operation.LOGIN, Fault.error(400, 3064, "Not existing user token - SECRET-1"));

        Answer answer = client.login("alice@example.com", "wonderland");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).doesNotContain("SECRET-1");
    }

    @Test
    void aWrongPasswordAndAnUnknownUserLookTheSame() {
        Answer wrong = client.login("alice@example.com", "nonsense");
        Answer unknown = client.login("nobody-at-all@example.com", "wonderland");

        assertThat(wrong.status()).isEqualTo(401).isEqualTo(unknown.status());
        assertThat(withoutId(wrong)).isEqualTo(withoutId(unknown));
        assertThat(wrong.headers().keySet()).isEqualTo(unknown.headers().keySet());
        assertThat(wrong.header("content-length")).isEqualTo(unknown.header("content-length"));
    }

    private static JsonNode withoutId(Answer answer) {
        return ((ObjectNode) answer.json()).without("instance");
    }

    private static void assertProblem(Answer answer, int status, int code) {
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("content-type")).isEqualTo("application/problem+json");
        assertThat(answer.header("cache-control")).isEqualTo("no-store");
        assertThat(answer.json().get("code").isInt()).isTrue();
        assertThat(answer.json().get("code").intValue()).isEqualTo(code);
        assertThat(answer.json().get("status").intValue()).isEqualTo(status);
        assertThat(answer.json().get("message").asText()).isNotEmpty();
        assertThat(answer.json().get("instance").asText()).isEqualTo(answer.header("x-request-id"));
    }
}
