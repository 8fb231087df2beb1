package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.usher.TestClient.Answer;
import dev.usher.sandbox.Fault;
import dev.usher.sandbox.Operation;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code GET /auth/valid} and {@code GET /auth/me}, and what a login costs where nobody wants roles. */
class WhoAmITest {

    /** A time to live of nothing: every call asks, and no old answer stands in. */
    @RegisterExtension
    static final TestGateway gateway = TestGateway.usual()
            .with("auth", "{ url: USERS, timeout: 10s }")
            .with("session", "{ ttl: 0s, stale-if-error: 0s }")
            .with("identity", "{ headers: { X-User-Id: objectId } }")
            .route("/managers/**", "ECHO");

    /** The same for what is never answered in time. */
    @RegisterExtension
    static final TestGateway hasty = TestGateway.usual()
            .with("auth", "{ url: USERS, timeout: 150ms }")
            .with("session", "{ ttl: 0s, stale-if-error: 0s }")
            .with("identity", "{ headers: { X-User-Id: objectId } }");

    private final TestClient client = gateway.client();
    private final TestClient hastyClient = hasty.client();
    private String token = "";

    @BeforeEach
    void logIn() {
        token = client.aliceToken();
        gateway.users().resetCalls();
    }

    @Test
    void aLivingSessionIsValidAndADeadOneIsNot() {
        assertThat(get("/auth/valid").body()).isEqualTo("true");
        assertThat(get("/auth/valid").header("content-type")).isEqualTo("application/json");
        assertThat(get("/auth/valid").header("cache-control")).isEqualTo("no-store");

        gateway.users().endAllSessions();

        Answer dead = get("/auth/valid");
        assertThat(dead.status()).isEqualTo(200);
        assertThat(dead.body()).isEqualTo("false");
    }

    @ParameterizedTest
    @ValueSource(strings = {"no-token-at-all", "us1.00000000.AAAA", "TOKEN-TOKEN-TOKEN"})
    void whatIsNoTokenIsNotValid(String text) {
        assertThat(client.get("/auth/valid", "user-token", text).body()).isEqualTo("false");
        assertThat(client.get("/auth/valid").body()).isEqualTo("false");
        assertThat(gateway.users().calls(Operation.VALIDATE)).isZero();
    }

    @Test
    void notKnowingIsNeverFalse() {
        gateway.users().faults().set(Operation.VALIDATE, Fault.serverError());
        Answer unavailable = get("/auth/valid");
        assertThat(unavailable.status()).isEqualTo(503);
        assertThat(unavailable.header("retry-after")).isNotNull();
        assertThat(unavailable.header("content-type")).isEqualTo("application/problem+json");
    }

    @Test
    void notKnowingInTimeIsNeverFalseEither() {
        String hastyToken = hastyToken();
        hasty.users().faults().set(Operation.VALIDATE, Fault.hang());

        assertThat(hastyClient.get("/auth/valid", "user-token", hastyToken).status())
                .isEqualTo(504);
        assertThat(hastyClient
                        .send("HEAD", "/auth/valid", null, "user-token", hastyToken)
                        .status())
                .isEqualTo(504);
    }

    @Test
    void meIsTheRowOfTheUserServer() {
        Answer me = get("/auth/me");

        assertThat(me.status()).isEqualTo(200);
        assertThat(me.json().get("email").asText()).isEqualTo("alice@example.com");
        assertThat(me.json().has("user-token")).isFalse();
        assertThat(me.json().has("password")).isFalse();
        assertThat(gateway.users().calls(Operation.READ)).isEqualTo(1);
    }

    @Test
    void withoutAValidTokenMeIs401AndSaysWhy() {
        Answer missing = client.get("/auth/me");
        Answer invalid = client.get("/auth/me", "user-token", "nonsense");

        assertThat(missing.status()).isEqualTo(401);
        assertThat(missing.header("www-authenticate")).isEqualTo("Bearer");
        assertThat(missing.json().get("code").asText()).isEqualTo("token-missing");
        assertThat(invalid.status()).isEqualTo(401);
        assertThat(invalid.json().get("code").asText()).isEqualTo("token-invalid");
        assertThat(gateway.users().calls(Operation.READ)).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {3048, 3064, 3090, 3091})
    void aTokenThatIsDeadThereIsForgottenHere(int code) {
        gateway.users().faults().set(Operation.READ, Fault.error(400, code, "Not existing user token - SECRET"));

        Answer me = get("/auth/me");
        assertThat(me.status()).isEqualTo(401);
        assertThat(me.body()).doesNotContain("SECRET");

        gateway.users().resetCalls();
        assertThat(get("/orders/1").status()).isEqualTo(401);
        assertThat(gateway.users().calls(Operation.VALIDATE)).isZero();
    }

    static Stream<Arguments> rowsThatAreNone() {
        return Stream.of(
                Arguments.of(Fault.html(), 502),
                Arguments.of(Fault.emptyBody(), 502),
                Arguments.of(Fault.reply(200, Map.of(), "{}"), 502),
                Arguments.of(Fault.reply(200, Map.of(), "{\"objectId\":null}"), 502),
                Arguments.of(Fault.redirect("/"), 502),
                Arguments.of(Fault.serverError(), 503),
                Arguments.of(Fault.reset(), 503),
                Arguments.of(Fault.reply(429, Map.of(), ""), 429),
                Arguments.of(Fault.error(400, 1013, "no permission"), 400));
    }

    @ParameterizedTest
    @MethodSource("rowsThatAreNone")
    void aRowThatCannotBeHadIsNoLogout(Fault fault, int status) {
        gateway.users().faults().set(Operation.READ, fault);

        assertThat(get("/auth/me").status()).isEqualTo(status);

        gateway.users().faults().clear();
        assertThat(get("/auth/me").status()).isEqualTo(200);
    }

    @Test
    void aRowThatDoesNotComeInTimeIsNoLogout() {
        String hastyToken = hastyToken();
        hasty.users().faults().set(Operation.READ, Fault.hang());

        assertThat(hastyClient.get("/auth/me", "user-token", hastyToken).status())
                .isEqualTo(504);

        hasty.users().faults().clear();
        await().until(() ->
                hastyClient.get("/auth/me", "user-token", hastyToken).status() == 200);
    }

    @Test
    void whereNobodyUsesRolesNobodyAsksForThem() {
        client.aliceToken();
        assertThat(get("/orders/1").status()).isIn(200, 401);

        assertThat(gateway.users().calls(Operation.ROLES)).isZero();
    }

    @Test
    void aLoginThatIsNotAnsweredInTimeIs504AndIsNotSentAgain() {
        hasty.users().resetCalls();
        hasty.users().faults().set(Operation.LOGIN, Fault.hang());

        Answer login = hastyClient.login("alice@example.com", "wonderland");

        assertThat(login.status()).isEqualTo(504);
        assertThat(hasty.users().calls(Operation.LOGIN)).isEqualTo(1);
    }

    @Test
    void aLogoutThatIsNotAnsweredInTimeIsALogout() {
        String hastyToken = hastyToken();
        hasty.users().faults().set(Operation.LOGOUT, Fault.hang());

        assertThat(hastyClient
                        .post("/auth/logout", "", "user-token", hastyToken)
                        .status())
                .isEqualTo(204);
        assertThat(hastyClient.get("/orders/1", "user-token", hastyToken).status())
                .isEqualTo(401);
    }

    /** A machine that is busy can need longer than the time that makes these tests short. */
    private String hastyToken() {
        return await().until(
                        () -> hastyClient.login("alice@example.com", "wonderland"), answer -> answer.status() == 200)
                .json()
                .get("user-token")
                .asText();
    }

    private Answer get(String path) {
        return client.get(path, "user-token", token);
    }
}
