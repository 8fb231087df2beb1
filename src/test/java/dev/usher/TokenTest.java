package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.TestClient.Answer;
import dev.usher.sandbox.Fault;
import dev.usher.sandbox.Operation;
import dev.usher.sandbox.SandboxOptions;
import dev.usher.sandbox.SandboxUserServer;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What clients hold, on gateways that share one user server. */
class TokenTest {

    private static final String KEY = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    private static final String LATER_KEY = "BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBA=";
    private static final FakeTime time = new FakeTime();

    private static final SandboxUserServer users = SandboxUserServer.start(
                    Vertx.vertx(), SandboxOptions.defaults().withClock(time))
            .await();

    @RegisterExtension
    static final TestGateway first = gateway("{ keys: [\"" + KEY + "\"], max-age: 10m, idle: 3m }", "");

    @RegisterExtension
    static final TestGateway restarted =
            gateway("{ keys: [\"" + LATER_KEY + "\", \"" + KEY + "\"], max-age: 10m, idle: 3m }", "");

    @RegisterExtension
    static final TestGateway otherKey = gateway("{ keys: [\"" + LATER_KEY + "\"] }", "");

    @RegisterExtension
    static final TestGateway natives = gateway("{ tokens: native }", "");

    @RegisterExtension
    static final TestGateway adopting = gateway("{ tokens: native }", ", whoami: services/Account/currentUser");

    private static TestGateway gateway(String session, String auth) {
        return TestGateway.usual()
                .at(time, time)
                .with("auth", "{ url: \"" + users.url() + "\", timeout: 2s" + auth + " }")
                .with("session", session);
    }

    @AfterEach
    void mend() {
        users.faults().clear();
    }

    @Test
    void aSessionSurvivesARestartAndARotationOfTheKey() {
        String token = first.client().aliceToken();

        Answer order = restarted.client().get("/orders/1", "user-token", token);

        assertThat(order.status()).isEqualTo(200);
        assertThat(order.received("X-User-Id")).containsExactly(users.objectId("alice@example.com"));
        assertThat(order.received("X-User-Roles")).containsExactly("Manager");
    }

    @Test
    void aTokenUnderAKeyThatIsGoneIsPlainlyInvalidAndCostsNoCall() {
        String token = first.client().aliceToken();
        users.resetCalls();

        Answer answer = otherKey.client().get("/orders/1", "user-token", token);

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.json().get("code").asText()).isEqualTo("token-invalid");
        assertThat(users.calls(Operation.VALIDATE)).isZero();
    }

    @ParameterizedTest
    @CsvSource({"0", "4", "12", "13", "40", "-1"})
    void aTokenThatWasTamperedWithIsPlainlyInvalidAndCostsNoCall(int position) {
        String token = first.client().aliceToken();
        int at = position < 0 ? token.length() + position : position;
        String tampered = token.substring(0, at) + (token.charAt(at) == 'x' ? 'y' : 'x') + token.substring(at + 1);
        users.resetCalls();

        assertThat(first.client().get("/orders/1", "user-token", tampered).status())
                .isEqualTo(401);
        assertThat(first.client().get("/auth/valid", "user-token", tampered).body())
                .isEqualTo("false");
        assertThat(users.calls(Operation.VALIDATE)).isZero();
    }

    @Test
    void theUserServersTokenIsNotTheClientsAndIsOfNoUse() {
        Answer login = first.client().login("alice@example.com", "wonderland");
        String inner = direct("alice@example.com", "wonderland");

        assertThat(login.json().get("user-token").asText()).startsWith("us1.");
        assertThat(first.client().get("/orders/1", "user-token", inner).status())
                .isEqualTo(401);
    }

    @Test
    void aSessionEndsAtItsMaximumAgeHoweverMuchItIsUsedAndEverywhere() {
        String token = first.client().aliceToken();
        for (int i = 0; i < 4; i++) {
            time.pass(Duration.ofMinutes(2));
            assertThat(first.client().get("/orders/1", "user-token", token).status())
                    .isEqualTo(200);
        }
        time.pass(Duration.ofMinutes(2).plusMillis(1));
        users.resetCalls();

        assertThat(first.client().get("/orders/1", "user-token", token).status())
                .isEqualTo(401);
        assertThat(restarted.client().get("/orders/1", "user-token", token).status())
                .isEqualTo(401);
        assertThat(users.calls(Operation.VALIDATE)).isZero();
    }

    @Test
    void aSessionThatIsNotUsedEnds() {
        String token = first.client().aliceToken();
        time.pass(Duration.ofMinutes(3).plusMillis(1));

        assertThat(first.client().get("/orders/1", "user-token", token).status())
                .isEqualTo(401);
    }

    @Test
    void aNativeTokenIsTheUserServersOwn() {
        String token = natives.client().aliceToken();

        assertThat(new TestClient(users.port())
                        .get("/DEMO-APP/DEMO-KEY/users/isvalidusertoken/" + token)
                        .body())
                .isEqualTo("true");
        assertThat(natives.client().get("/orders/1", "user-token", token).received("X-User-Id"))
                .containsExactly(users.objectId("alice@example.com"));
    }

    @Test
    void aNativeTokenFromElsewhereIs401WithACodeThatSaysWhy() {
        Answer answer = natives.client().get("/orders/1", "user-token", direct("bob@example.com", "builder"));

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.json().get("code").asText()).isEqualTo("token-user-unknown");
    }

    /** It counts where it comes from, so no browser is told to forget it. */
    @Test
    void theCookieOfSuchATokenStays() {
        String token = direct("bob@example.com", "builder");

        Answer answer = natives.client().get("/orders/1", "cookie", "usher-session=" + token);

        assertThat(answer.json().get("code").asText()).isEqualTo("token-user-unknown");
        assertThat(SetCookie.isIn(answer)).isFalse();
    }

    @Test
    void aNativeTokenFromElsewhereIsAdoptedWhereTheUserServerCanTellWhoseItIs() {
        String token = direct("bob@example.com", "builder");
        users.faults().set(Operation.OTHER, Fault.reply(200, Map.of(), "{\"objectId\":\"BOB-1\",\"name\":\"Bob\"}"));

        Answer order = adopting.client().get("/orders/1", "user-token", token);

        assertThat(order.status()).isEqualTo(200);
        assertThat(order.received("X-User-Id")).containsExactly("BOB-1");
        assertThat(users.lastCall(Operation.OTHER))
                .satisfies(call ->
                        assertThat(Objects.requireNonNull(call).target()).endsWith("/services/Account/currentUser"));
    }

    /** What whoami does not tell is not known; it must never become a user. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "200 | {}                                   | 502",
                "200 | {\"objectId\":null}                  | 502",
                "200 | {\"objectId\":\"\"}                  | 502",
                "200 | null                                 | 502",
                "200 | <html>                               | 502",
                "400 | {\"code\":1000,\"message\":\"none\"} | 502",
                "400 | {\"code\":3064,\"message\":\"dead\"} | 401",
                "500 | oops                                 | 503"
            })
    void anAdoptionThatFailsIsNoUser(int status, String body, int expected) {
        String token = direct("bob@example.com", "builder");
        users.faults().set(Operation.OTHER, Fault.reply(status, Map.of(), body));

        assertThat(adopting.client().get("/orders/1", "user-token", token).status())
                .isEqualTo(expected);
    }

    @Test
    void aNativeTokenThatCannotBeOneCostsNoCall() {
        users.resetCalls();
        for (String token :
                new String[] {"short", "../../users/logout", "a b c d e f g", "x".repeat(300), "us1.aa.bb"}) {
            assertThat(natives.client().get("/orders/1", "user-token", token).status())
                    .isEqualTo(401);
        }
        assertThat(users.calls(Operation.VALIDATE)).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "authorization, Bearer %s",
        "authorization, bearer %s",
        "user-token, %s",
        "cookie, a=b; __Host-session=%s"
    })
    void aTokenIsTakenFromEachPlace(String header, String form) {
        String token = first.client().aliceToken();

        assertThat(first.client()
                        .get("/orders/1", header, form.formatted(token))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void tokensThatDisagreeAre400AndEqualOnesAreFine() {
        String token = first.client().aliceToken();

        assertThat(first.client()
                        .get("/orders/1", "user-token", token, "authorization", "Bearer " + token)
                        .status())
                .isEqualTo(200);
        assertThat(first.client()
                        .get("/orders/1", "user-token", token, "authorization", "Bearer other")
                        .status())
                .isEqualTo(400);
        assertThat(first.client()
                        .get("/orders/1", "user-token", token, "cookie", "__Host-session=x")
                        .status())
                .isEqualTo(400);
        assertThat(first.client()
                        .get("/orders/1", "user-token", token, "authorization", "Basic dXNlcjpwdw==")
                        .status())
                .isEqualTo(200);
    }

    private static String direct(String login, String password) {
        String body = "{\"login\":\"" + login + "\",\"password\":\"" + password + "\"}";
        return new TestClient(users.port())
                .post("/DEMO-APP/DEMO-KEY/users/login", body)
                .json()
                .get("user-token")
                .asText();
    }
}
