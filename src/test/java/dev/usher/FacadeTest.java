package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.TestClient.Answer;
import dev.usher.sandbox.DemoUser;
import dev.usher.sandbox.Operation;
import dev.usher.sandbox.Received;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The gateway in the place of the user server: its paths, bodies and errors, and the tokens of the gateway. */
class FacadeTest {

    private static final String IDS = "/DEMO-APP/DEMO-KEY";

    @RegisterExtension
    static final TestGateway gateway =
            TestGateway.usual().with("login", "{ facade: [ids, domain] }").route("/api/orders/**", "ECHO");

    @ParameterizedTest
    @ValueSource(strings = {IDS, "/api"})
    void whoLogsInGetsTheUserWithATokenOfTheGateway(String root) {
        Answer answer = login(root, "alice@example.com", "wonderland");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().get("email").asText()).isEqualTo("alice@example.com");
        assertThat(answer.json().get("user-token").asText()).startsWith("us1.");
        assertThat(gateway.client()
                        .get(
                                "/orders/1",
                                "user-token",
                                answer.json().get("user-token").asText())
                        .received("x-user-email"))
                .containsExactly("alice@example.com");
    }

    @Test
    void aTokenOfBeforeKeepsNobodyFromLoggingIn() {
        assertThat(gateway.client()
                        .post(IDS + "/users/login", Logins.BODY, "user-token", "dead-and-gone")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aLoginByIdAloneIsRefusedHereWhateverTheKeyOfTheGatewayMayDo() {
        gateway.users().resetCalls();

        Answer answer = gateway.client()
                .post(IDS + "/users/login", "{\"objectId\":\"" + gateway.users().objectId("alice@example.com") + "\"}");

        assertError(answer, 400, 2014);
        assertThat(gateway.users().calls(Operation.LOGIN)).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"login\":\"alice@example.com\"}", "{\"login\":\"\",\"password\":\"x\"}", "[]", "no"})
    void aLoginThatLacksSomethingIs3006(String body) {
        assertError(gateway.client().post(IDS + "/users/login", body), 400, 3006);
    }

    @ParameterizedTest
    @ValueSource(strings = {"BARRED", "ELSEWHERE", "NOBODY", "LOCKED", "CROWDED", "UNCONFIRMED", "NO_APPLICATION"})
    void aRefusedLoginHasTheNumberOfTheUserServer(String user) {
        DemoUser refused = DemoUser.valueOf(user);

        Answer answer = login("/api", refused.email(), "wonderland");

        assertThat(answer.json().get("code").isInt()).isTrue();
        assertThat(answer.json().get("code").asInt()).isEqualTo(refused.code());
        assertThat(answer.json().get("errorData").isObject()).isTrue();
        assertThat(answer.status()).isBetween(400, 499);
        assertThat(answer.status() == 401).isEqualTo(refused.code() == 3003);
    }

    @ParameterizedTest
    @ValueSource(strings = {IDS, "/api"})
    void whetherATokenIsValidIsKnownHere(String root) {
        String token = gateway.client().aliceToken();
        gateway.users().resetCalls();

        assertThat(gateway.client()
                        .get(root + "/users/isvalidusertoken/" + token)
                        .body())
                .isEqualTo("true");
        assertThat(gateway.client()
                        .get(root + "/users/isvalidusertoken/us1.x.y")
                        .body())
                .isEqualTo("false");
        assertThat(gateway.users().calls(Operation.VALIDATE)).isZero();
    }

    @Test
    void aLogoutEndsTheSessionHereAndThereAndOnce() {
        String token = gateway.client().aliceToken();
        int live = gateway.users().liveSessions();

        Answer answer = gateway.client().get(IDS + "/users/logout", "user-token", token);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
        assertThat(gateway.users().liveSessions()).isEqualTo(live - 1);
        assertThat(gateway.client().get("/orders/1", "user-token", token).status())
                .isEqualTo(401);
        assertError(gateway.client().get(IDS + "/users/logout", "user-token", token), 400, 3064);
        assertError(gateway.client().get(IDS + "/users/logout"), 400, 3064);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "users/login%20",
                "users/login.json",
                "users/log%C4%B1n",
                "users/login%20/",
                "users/a@example.com",
                "users%20/login",
                "%C5%BFusers/login"
            })
    void whatMayBeReadAsACallAndIsNoneReachesNobody(String call) {
        gateway.users().resetCalls();

        assertError(gateway.client().post("/api/" + call, Logins.BODY), 400, 400);

        assertThat(gateway.users().calls(Operation.LOGIN)).isZero();
        assertThat(gateway.users().calls(Operation.OTHER)).isZero();
    }

    @Test
    void aUserIsReadInTheNameOfTheToken() {
        String token = gateway.client().aliceToken();
        String id = gateway.users().objectId("alice@example.com");

        Answer answer = gateway.client().get("/api/data/Users/" + id + "?property=email", "user-token", token);

        assertThat(answer.json().get("email").asText()).isEqualTo("alice@example.com");
        Received read = Objects.requireNonNull(gateway.users().lastCall(Operation.READ));
        assertThat(read.headers().get("user-token")).isNotNull().doesNotContain("us1.");
        assertThat(read.target()).endsWith("?property=email");
    }

    @Test
    void rolesAreTheUserServersOwn() {
        String token = gateway.client().aliceToken();

        assertThat(gateway.client()
                        .get(IDS + "/users/userroles", "user-token", token)
                        .body())
                .contains("AuthenticatedUser", "RestUser", "Manager");
        assertThat(gateway.client().get(IDS + "/users/userroles").body()).contains("NotAuthenticatedUser");
    }

    @Test
    void whoRegistersIsNotLoggedInAndAGuestIs() {
        String email = UUID.randomUUID() + "@example.com";
        Answer user =
                gateway.client().post(IDS + "/users/register", "{\"email\":\"" + email + "\",\"password\":\"secret\"}");
        Answer guest = gateway.client().post("/api/users/register/guest", "");

        assertThat(user.json().get("email").asText()).isEqualTo(email);
        assertThat(user.json().has("user-token")).isFalse();
        assertThat(guest.json().get("userStatus").asText()).isEqualTo("GUEST");
        assertThat(guest.json().get("user-token").asText()).startsWith("us1.");
        String token = guest.json().get("user-token").asText();
        assertThat(gateway.client()
                        .get(IDS + "/users/isvalidusertoken/" + token)
                        .body())
                .isEqualTo("true");
    }

    @Test
    void anUnknownApplicationOrKeyIs2002() {
        assertError(gateway.client().get("/DEMO-APP/WRONG/users/userroles"), 400, 2002);
        assertError(gateway.client().get("/WRONG/DEMO-KEY/data/Orders"), 400, 2002);
        assertError(gateway.client().get("/demo-app/demo-key/info"), 400, 2002);
        assertThat(gateway.client().get("/nowhere/else").json().get("code").asText())
                .isEqualTo("no-route");
    }

    @Test
    void aRouteThatSaysMoreOfThePathIsNotTheUserServers() {
        Answer answer = gateway.client()
                .get("/api/orders/1", "user-token", gateway.client().aliceToken());

        assertThat(answer.receivedTarget()).isEqualTo("/api/orders/1");
    }

    @Test
    void whatTheGatewayItselfRefusesHasANumberToo() {
        assertError(gateway.client().post(IDS + "/users/logout", ""), 405, 405);
        assertError(
                gateway.client().get(IDS + "/users/userroles", "user-token", "a", "authorization", "Bearer b"),
                400,
                400);
        assertError(gateway.client().get(IDS + "/users/userroles", "user-token", "us1.dead"), 400, 3064);
    }

    private static Answer login(String root, String login, String password) {
        return gateway.client()
                .post(
                        root + "/users/login",
                        String.format(Locale.ROOT, "{\"login\":\"%s\",\"password\":\"%s\"}", login, password));
    }

    private static void assertError(Answer answer, int status, int code) {
        assertThat(answer.json().get("code").isInt()).as(answer.toString()).isTrue();
        assertThat(answer.json().get("code").asInt()).as(answer.toString()).isEqualTo(code);
        assertThat(answer.json().get("message").isTextual()).isTrue();
        assertThat(answer.json().get("errorData").isObject()).isTrue();
        assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
        assertThat(answer.header("content-type")).isEqualTo("application/json");
    }
}
