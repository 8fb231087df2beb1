package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.usher.TestClient.Answer;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A user server that is none of Backendless's, described as docs/custom-user-server.md shows it. */
class CustomUserServerTest {

    private static final Duration OVER_TTL = Duration.ofSeconds(67);
    private static final String LOGIN = "POST /v1/sessions";
    private static final String VALIDATE = "GET /v1/sessions/current";
    private static final String ME = "GET /v1/account";
    private static final FakeTime time = new FakeTime();

    @RegisterExtension
    static final OtherUserServer users = new OtherUserServer();

    @RegisterExtension
    static final TestGateway gateway = described(users.auth());

    /** The same where any 2xx says yes, nobody is told of logouts, and clients hold the server's own tokens. */
    @RegisterExtension
    static final TestGateway simple = described(users.auth()
                    .replaceAll("(?m)^ +valid: .*\n", "")
                    .replaceAll("(?m)^    logout:.*\n.*\n.*\n", "")
                    .replaceAll("(?m)^      roles: .*\n", ""))
            .with("session", "{ tokens: native }");

    /** The user is the whole answer. */
    @RegisterExtension
    static final TestGateway whole = described(
                    users.auth().replace("user: /account", "user: \"\"").replace("id: /number", "id: /account/number"))
            .with("identity", "{ headers: { X-User-Id: objectId } }");

    private final TestClient client = gateway.client();

    private static TestGateway described(String auth) {
        return TestGateway.usual()
                .at(time, time)
                .with("auth", auth)
                .with("identity", OtherUserServer.section("identity"))
                .route("/managers/**", "ECHO")
                .route("/authors/**", "{ target: ECHO, roles: [author] }");
    }

    @BeforeEach
    void mend() {
        users.mend();
    }

    private static String token(TestGateway where) {
        return where.client().token("ada", "engine");
    }

    @Test
    void aUserLogsInAndServicesHearWhoItIs() {
        Answer login = client.login("ada", "engine");

        assertThat(login.status()).isEqualTo(200);
        assertThat(login.json().get("mail").asText()).isEqualTo("ada@example.com");
        assertThat(login.json().get("objectId").asText()).isEqualTo("1815");
        String token = login.json().get("user-token").asText();
        assertThat(token).startsWith("us1.");
        Answer order = client.get("/authors/1", "user-token", token);
        assertThat(order.received("x-user-id")).containsExactly("1815");
        assertThat(order.received("x-user-email")).containsExactly("ada@example.com");
        assertThat(order.received("x-user-roles")).containsExactly("author");
        assertThat(client.get("/auth/valid", "user-token", token).body()).isEqualTo("true");
        assertThat(client.get("/auth/me", "user-token", token)
                        .json()
                        .get("number")
                        .asInt())
                .isEqualTo(1815);
    }

    @ParameterizedTest
    @CsvSource({
        "400, 401",
        "401, 401",
        "403, 401",
        "404, 401",
        "422, 401",
        "423, 423",
        "429, 429",
        "500, 503",
        "503, 503",
        "302, 502",
        "409, 502",
        "202, 200"
    })
    @Tag("T13")
    void whatALoginsAnswerMeans(int status, int expected) {
        users.say(LOGIN, status, "{\"session\":{\"key\":\"k-12345678\"},\"account\":{\"number\":1}}");

        Answer answer = client.login("ada", "engine");

        assertThat(answer.status()).isEqualTo(expected);
        if (expected == 401) {
            assertThat(answer.json().get("code").asText()).isEqualTo("login-refused");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"session\":{\"key\":\"short\"},\"account\":{\"number\":1}}",
                "{\"session\":{\"key\":\"a blank is none\"},\"account\":{\"number\":1}}",
                "{\"session\":{\"key\":12345678},\"account\":{\"number\":1}}",
                "{\"session\":{\"key\":\"k-12345678\"},\"account\":{}}",
                "{\"session\":{\"key\":\"k-12345678\"},\"account\":{\"number\":1.5}}",
                "{\"session\":{\"key\":\"k-12345678\"},\"account\":{\"number\":\"\"}}",
                "{\"session\":{\"key\":\"k-12345678\"},\"account\":[]}",
                "<html>",
                ""
            })
    void aLoginWithoutATokenOrAUserIsNone(String body) {
        users.say(LOGIN, 200, body);

        assertThat(client.login("ada", "engine").status()).isEqualTo(502);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "200 | {\"alive\":true}     | true",
                "202 | {\"alive\":true}     | true",
                "200 | {\"alive\":false}    | false",
                "401 | ''                   | false",
                "403 | {\"alive\":true}     | false",
                "404 | ''                   | false",
            })
    void whatCountsAsValid(int status, String body, boolean valid) {
        String token = token(gateway);
        time.pass(OVER_TTL);
        users.say(VALIDATE, status, body);

        assertThat(client.get("/auth/valid", "user-token", token).body()).isEqualTo(String.valueOf(valid));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "200 | {\"alive\":\"true\"} | 502",
                "200 | {\"alive\":1}        | 502",
                "200 | {}                   | 502",
                "200 | true                 | 502",
                "204 | ''                   | 502",
                "200 | <html>               | 502",
                "302 | {\"alive\":true}     | 502",
                "400 | {\"alive\":false}    | 502",
                "500 | {\"alive\":false}    | 503",
                "429 | ''                   | 429",
            })
    @Tag("T13")
    void whatSaysNothingIsNotKnowing(int status, String body, int expected) {
        String token = token(gateway);
        time.pass(Duration.ofMinutes(10));
        users.say(VALIDATE, status, body);

        assertThat(client.get("/auth/valid", "user-token", token).status()).isEqualTo(expected);
        users.mend();
        time.pass(Duration.ofSeconds(70));
        assertThat(client.get("/auth/valid", "user-token", token).body()).isEqualTo("true");
    }

    @Test
    void withoutAPointerAny2xxSaysYes() {
        String token = token(simple);
        time.pass(OVER_TTL);
        users.say(VALIDATE, 204, "");
        assertThat(simple.client().get("/orders/1", "user-token", token).status())
                .isEqualTo(200);

        time.pass(OVER_TTL);
        users.say(VALIDATE, 404, "");
        assertThat(simple.client().get("/orders/1", "user-token", token).status())
                .isEqualTo(401);
    }

    @Test
    void rolesThatChangedThereAreSeen() {
        String token = token(gateway);
        assertThat(client.get("/authors/1", "user-token", token).status()).isEqualTo(200);

        users.groups("reader");
        time.pass(OVER_TTL);
        assertThat(client.get("/authors/1", "user-token", token).status()).isEqualTo(403);
    }

    @Test
    void aLogoutIsToldWhereItCanBe() {
        String token = token(gateway);
        users.calls().clear();

        assertThat(client.post("/auth/logout", "", "user-token", token).status())
                .isEqualTo(204);

        assertThat(users.calls()).singleElement().asString().startsWith("DELETE /v1/sessions/current Bearer k-");
        assertThat(client.get("/orders/1", "user-token", token).status()).isEqualTo(401);
        String key = token(simple);
        simple.client().post("/auth/logout", "", "user-token", key);
        assertThat(simple.client().get("/orders/1", "user-token", key).status()).isEqualTo(401);
        assertThat(users.knows(key)).isTrue();
    }

    @Test
    void nativeTokensFromElsewhereAreAskedAbout() {
        String key = token(simple);
        String elsewhere = Objects.requireNonNull(
                new TestClient(Integer.parseInt(users.url().replaceAll(".*:", "")))
                        .post("/v1/sessions", "{\"username\":\"ada\",\"secret\":\"engine\"}")
                        .json()
                        .at("/session/key")
                        .asText());

        assertThat(simple.client().get("/orders/1", "user-token", elsewhere).received("x-user-id"))
                .containsExactly("1815");
        users.calls().clear();
        assertThat(simple.client().get("/orders/1", "user-token", key + "!").status())
                .isEqualTo(401);
        assertThat(users.calls()).isEmpty();
    }

    /** Where the user is the whole answer, the token would be in it. */
    @Test
    @Tag("T23")
    void noAnswerHasTheServersOwnToken() {
        for (TestGateway each : List.of(gateway, whole)) {
            Answer login = each.client().login("ada", "engine");

            assertThat(login.status()).isEqualTo(200);
            assertThat(login.body()).contains("ada@example.com").doesNotContain("\"k-");
        }
    }

    @Test
    void anotherUsersAnswerIsNone() {
        String token = token(gateway);
        users.say(ME, 200, "{\"number\":1}");

        assertThat(client.get("/auth/me", "user-token", token).status()).isEqualTo(502);
        users.say(ME, 401, "");
        assertThat(client.get("/auth/me", "user-token", token).status()).isEqualTo(401);
        await().until(() -> client.get("/orders/1", "user-token", token).status() == 401);
    }

    @Test
    void thereAreNoGuests() {
        assertThat(client.post("/auth/guest", "").status()).isEqualTo(404);
    }
}
