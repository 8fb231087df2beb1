package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.TestClient.Answer;
import dev.usher.sandbox.Fault;
import dev.usher.sandbox.Operation;
import dev.usher.sandbox.Received;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which token goes where, and what nobody else may see of it. */
class FacadeTokenTest {

    private static final String ROOT = "/DEMO-APP/DEMO-KEY";
    private static final String OWN = "11111111-2222-3333-4444-555555555555";

    @RegisterExtension
    static final TestGateway gateway = TestGateway.usual()
            .with("login", "{ facade: { forms: [ids, domain], cors: { origins: [https://app.example.com] } } }");

    @RegisterExtension
    static final TestGateway handingOn =
            TestGateway.usual().with("login", "{ facade: ids }").with("session", "{ tokens: native }");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/users/oauth/google/login",
                "/users/social/facebook/login",
                "/users/social/googleplus/sdk/login",
                "/users/social/twitter/login"
            })
    @Tag("T23")
    void whoLogsInElsewhereGetsATokenOfTheGateway(String path) {
        answerUser(gateway, OWN);

        Answer answer = gateway.client().post(ROOT + path, "{\"accessToken\":\"a\"}", "user-token", "us1.dead");

        assertThat(answer.json().get("user-token").asText()).startsWith("us1.");
        assertThat(answer.toString()).doesNotContain(OWN);
        assertThat(Objects.requireNonNull(gateway.users().lastCall(Operation.OTHER))
                        .body())
                .isEqualTo("{\"accessToken\":\"a\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/users/LOGIN", "/users/login/", "/Users/Login", "/users/Oauth/x/login/"})
    @Tag("T23")
    void noSpellingOfALoginLetsATokenOut(String path) {
        answerUser(gateway, OWN);
        Answer answer = gateway.client().post(ROOT + path, Logins.BODY);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().get("user-token").asText()).startsWith("us1.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/users/LOGIN", "/users/login/", "/Users/Login"})
    void everySpellingOfALoginIsOne(String path) {
        gateway.users().resetCalls();

        gateway.client().post(ROOT + path, Logins.BODY);

        assertThat(gateway.users().calls(Operation.LOGIN)).isEqualTo(1);
    }

    @Test
    void aUserIsShownWithTheTokenThatItsClientHas() {
        String token = gateway.client().aliceToken();
        gateway.client().get(ROOT + "/users/userroles", "user-token", token);
        String own = gateway.tokenOf(Operation.ROLES);
        gateway.users().faults().set(Operation.READ, user(own));

        Answer answer = gateway.client().get(ROOT + "/data/Users/1", "user-token", token);

        assertThat(answer.json().get("user-token").asText()).isEqualTo(token);
        assertThat(answer.body()).doesNotContain(own);
    }

    @Test
    @Tag("T23")
    void theTokenOfACookieIsNotShownToScripts() {
        String cookie = aliceCookie();
        gateway.client().get(ROOT + "/users/userroles", "cookie", cookie);
        gateway.users().faults().set(Operation.READ, user(gateway.tokenOf(Operation.ROLES)));

        Answer answer = gateway.client().get(ROOT + "/data/Users/1", "cookie", cookie);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().has("user-token")).isFalse();
    }

    @Test
    void aUserThatIsReadBringsNoTokenOfAnother() {
        gateway.users().faults().set(Operation.READ, user(OWN));

        Answer answer = gateway.client()
                .get(ROOT + "/data/Users/1", "user-token", gateway.client().aliceToken());

        assertThat(answer.json().has("user-token")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/users/1", "/users/1/status"})
    void norDoesACallThatLogsNobodyIn(String path) {
        answerUser(gateway, OWN);

        Answer answer = gateway.client().post(ROOT + path, "{}");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().has("user-token")).isFalse();
    }

    @Test
    void whatAUserIsSentBackWithIsTheUserServersToken() {
        String token = gateway.client().aliceToken();
        String id = gateway.users().objectId("alice@example.com");
        String body = "{\"objectId\":\"" + id + "\",\"user-token\":\"" + token + "\"}";

        gateway.client().send("PUT", ROOT + "/users/" + id, body, "user-token", token);

        Received sent = Objects.requireNonNull(gateway.users().lastCall(Operation.UPDATE));
        assertThat(sent.body()).doesNotContain("us1.").contains(gateway.tokenOf(Operation.UPDATE));
    }

    @Test
    void aGuestWhoLogsInElsewhereIsSentAsTheUserServerKnowsHim() {
        String guest = gateway.client()
                .post(ROOT + "/users/register/guest", "")
                .json()
                .get("user-token")
                .asText();
        answerUser(gateway, OWN);

        gateway.client()
                .post(
                        ROOT + "/users/oauth/google/login",
                        "{\"accessToken\":\"a\",\"guestUser\":{\"user-token\":\"" + guest + "\"}}",
                        "user-token",
                        guest);

        assertThat(Objects.requireNonNull(gateway.users().lastCall(Operation.OTHER))
                        .body())
                .contains("\"guestUser\":{\"user-token\":\"" + gateway.tokenOf(Operation.OTHER));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/users/oauth/google/request_url",
                "/users/social/oauth/facebook/request_url",
                "/users/oauth/google/request_url%20"
            })
    void aLoginWhoseTokenTheUserServerWouldHandOutItselfIsRefused(String path) {
        gateway.users().resetCalls();
        handingOn.users().resetCalls();

        assertThat(gateway.client().post(ROOT + path, "{}").json().get("code").asInt())
                .isEqualTo(400);
        handingOn.client().post(ROOT + path, "{}");

        assertThat(gateway.users().calls(Operation.OTHER)).isZero();
        assertThat(handingOn.users().calls(Operation.OTHER)).isEqualTo(1);
    }

    /** SDKs send along whatever token they still have. */
    @Test
    void aDeadTokenKeepsNobodyFromAskingWhereToLogIn() {
        handingOn.users().resetCalls();

        Answer answer = handingOn.client().post(ROOT + "/users/oauth/google/request_url", "{}", "user-token", OWN);

        assertThat(answer.status()).isNotEqualTo(401);
        Received asked = Objects.requireNonNull(handingOn.users().lastCall(Operation.OTHER));
        assertThat(asked.headers().contains("user-token")).isFalse();
    }

    @Test
    void aCallAboutUsersLeadsNowhereElse() {
        gateway.users().faults().set(Operation.OTHER, Fault.redirect("https://app.example.com/?userToken=" + OWN));

        Answer answer = gateway.client().get(ROOT + "/users/oauth/google/authorize?code=1");

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.toString()).doesNotContain(OWN);
    }

    @Test
    void nativeTokensAreTheUserServersOwn() {
        Answer login = handingOn.client().post(ROOT + "/users/login", Logins.BODY);
        String token = login.json().get("user-token").asText();

        assertThat(handingOn
                        .client()
                        .get(ROOT + "/users/isvalidusertoken/" + token)
                        .body())
                .isEqualTo("true");
        handingOn.client().get(ROOT + "/data/Orders", "user-token", token);
        assertThat(handingOn.tokenOf(Operation.OTHER)).isEqualTo(token);
    }

    @ParameterizedTest
    @CsvSource({
        "/users/isvalidusertoken/us1.s3cret, /{app-id}/{api-key}/users/isvalidusertoken/***",
        "/x/isValidUserToken/us1.s3cret/x/y, /{app-id}/{api-key}/x/isValidUserToken/***",
        "/users/restorepassword/s3cret@x,    /{app-id}/{api-key}/users/restorepassword/***",
        "/users/userroles,                   /{app-id}/{api-key}/users/userroles"
    })
    @Tag("T23")
    void theLogShowsNeitherTokenNorKeyNorWhoForgotHisPassword(String path, String shown) throws Exception {
        try (AccessLines lines = new AccessLines()) {
            gateway.client().get(ROOT + path);
            gateway.client().get("/OTHER-APP/OTHER-KEY" + path);

            String line = lines.with("\"status\":400,");
            assertThat(line).contains("\"path\":\"" + shown + "\"").doesNotContain("s3cret", "OTHER-KEY");
            assertThat(lines.with(shown)).doesNotContain("s3cret", "DEMO-KEY");
        }
    }

    @Test
    void aPageOfAnotherOriginMayCallWithATokenAndIsAnsweredHere() {
        gateway.users().resetCalls();
        Answer question = gateway.client()
                .send(
                        "OPTIONS",
                        ROOT + "/users/userroles",
                        null,
                        "origin",
                        "https://app.example.com",
                        "access-control-request-method",
                        "GET",
                        "access-control-request-headers",
                        "content-type,user-token");
        Answer answer = gateway.client().get("/api/data/Orders", "origin", "https://app.example.com");
        Answer strange = gateway.client().get("/api/data/Orders", "origin", "https://evil.com");

        assertThat(question.status()).isEqualTo(204);
        assertThat(question.header("access-control-allow-headers")).isEqualTo("content-type,user-token");
        assertThat(question.header("access-control-allow-methods")).contains("PUT", "DELETE");
        assertThat(answer.headers().get("access-control-allow-origin")).containsExactly("https://app.example.com");
        assertThat(strange.header("access-control-allow-origin")).isNull();
        assertThat(gateway.users().calls(Operation.ROLES)).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /data/Orders,   403",
        "PUT,  /users/1,       403",
        "GET,  /users/logout,  403",
        "GET,  /users/userroles, 200"
    })
    void whatRestsOnTheCookieAloneComesFromAPageOfOurs(String method, String path, int status) {
        String cookie = aliceCookie();

        Answer answer = gateway.client()
                .send(
                        method,
                        ROOT + path,
                        null,
                        "cookie",
                        cookie,
                        "origin",
                        "https://evil.com",
                        "sec-fetch-site",
                        "cross-site");

        assertThat(answer.status()).isEqualTo(status);
        if (status == 403) {
            assertThat(answer.json().get("code").asInt()).isEqualTo(403);
            assertThat(gateway.client().get("/auth/valid", "cookie", cookie).body())
                    .isEqualTo("true");
        }
    }

    private static String aliceCookie() {
        Answer login = gateway.client()
                .post("/auth/login", Logins.BODY.replace("}", ",\"cookie\":true}"), "content-type", "application/json");
        return SetCookie.of(login).pair();
    }

    private static void answerUser(TestGateway where, String token) {
        where.users().faults().set(Operation.OTHER, user(token));
    }

    private static Fault user(String token) {
        return Fault.reply(
                200,
                Map.of("Content-Type", "application/json"),
                "{\"objectId\":\"1\",\"___class\":\"Users\",\"email\":\"a@b\",\"user-token\":\"" + token + "\"}");
    }
}
