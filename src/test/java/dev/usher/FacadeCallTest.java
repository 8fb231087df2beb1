package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.TestClient.Answer;
import dev.usher.sandbox.Fault;
import dev.usher.sandbox.Operation;
import dev.usher.sandbox.Received;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which of the user server's calls a request is, and who may make it. */
class FacadeCallTest {

    private static final String OWN = "11111111-2222-3333-4444-555555555555";
    private static final String DEAD = "us1.dead";
    private static final int LONGEST = 256 * 1024;

    @RegisterExtension
    static final TestGateway gateway = TestGateway.usual().with("login", "{ facade: domain }");

    private final TestClient client = gateway.client();

    @BeforeEach
    void count() {
        gateway.users().resetCalls();
    }

    @ParameterizedTest
    @CsvSource({
        "GET,    /users/login,              POST",
        "PUT,    /users/login,              POST",
        "GET,    /users/register/guest,     POST",
        "PUT,    /users/register/GUEST,     POST",
        "POST,   /users/logout,             GET",
        "POST,   /users/isvalidusertoken/x, GET",
        "DELETE, /users/isvalidusertoken/x, GET",
    })
    void aCallOfSessionsHasOneMethod(String method, String path, String allowed) {
        Answer answer = client.send(method, "/api" + path, method.equals("PUT") ? Logins.BODY : null);

        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.header("allow")).isEqualTo(allowed);
        assertThat(gateway.users().calls(Operation.LOGIN)).isZero();
        assertThat(gateway.users().calls(Operation.GUEST)).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/users/register/guest", "/users/Register/GUEST/", "/Users/register/Guest"})
    void everySpellingOfAGuestIsOne(String path) {
        Answer answer = client.post("/api" + path, "");

        assertThat(answer.json().get("user-token").asText()).startsWith("us1.");
        assertThat(gateway.users().calls(Operation.GUEST)).isEqualTo(1);
    }

    /** SDKs send along whatever token they still have. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/users/register",
                "/users/restorepassword/bob@example.com",
                "/users/resendconfirmation/bob@example.com",
                "/users/createEmailConfirmationURL/bob@example.com",
                "/users/oauth/google/login",
                "/users/social/twitter/login"
            })
    void aDeadTokenKeepsNobodyFromWhatNeedsNone(String path) {
        answerUser(Operation.OTHER, "1", OWN);
        answerUser(Operation.REGISTER, "1", OWN);
        answerUser(Operation.RESEND_CONFIRMATION, "1", OWN);

        Answer answer = client.post("/api" + path, "{\"email\":\"new@example.com\"}", "user-token", DEAD);

        assertThat(answer.status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/users/userroles", "/users/1", "/users/find/x", "/users", "/data/Users/1", "/data/Orders"})
    void fromAllElseItDoes(String path) {
        Answer answer = client.get("/api" + path, "user-token", DEAD);

        assertThat(answer.json().get("code").asInt()).isEqualTo(3064);
        assertThat(gateway.users().calls(Operation.OTHER)).isZero();
        assertThat(gateway.users().calls(Operation.ROLES)).isZero();
    }

    @Test
    void aTokenOfTheGatewaysIsNeverSentOnByNobody() {
        client.post("/api/users/oauth/google/login", "{\"accessToken\":\"a\",\"user-token\":\"us1.dead\"}");

        Received sent = Objects.requireNonNull(gateway.users().lastCall(Operation.OTHER));
        assertThat(sent.body()).isEqualTo("{\"accessToken\":\"a\"}");
    }

    /** What a browser is sent back with from elsewhere is a GET, and any page can make one. */
    @Test
    @Tag("T23")
    void aGetLogsNobodyIn() {
        answerUser(Operation.OTHER, "1", OWN);

        Answer answer = client.get("/api/users/oauth/google/login");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().has("user-token")).isFalse();
        assertThat(answer.body()).doesNotContain(OWN);
    }

    @ParameterizedTest
    @CsvSource({"'', " + OWN, "1, short", "1, a/b/c/../d/e/f", "1, ''", "1, a.b.c.d.e.f.g"})
    @Tag("T23")
    void whatCanBeNoUserOrTokenIsNoSession(String id, String token) {
        answerUser(Operation.OTHER, id, token);

        Answer answer = client.post("/api/users/oauth/google/login", "{}");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().has("user-token")).isFalse();
    }

    @Test
    void aBodyOf256KibIsReadAndNoLongerOne() {
        answerUser(Operation.OTHER, "1", OWN);
        String longest = "{\"a\":\"" + "x".repeat(LONGEST - 8) + "\"}";

        assertThat(client.post("/api/users/oauth/google/login", longest).status())
                .isEqualTo(200);
        assertThat(client.post("/api/users/oauth/google/login", longest + " ").status())
                .isEqualTo(413);
    }

    /** Where the file has no form with the application's id in the path, such a path is none of the facade's. */
    @Test
    void whatIsNotTheFacadesIsAnsweredAsEverywhere() {
        Answer answer = client.get("/DEMO-APP/DEMO-KEY/users/userroles");

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.header("content-type")).isEqualTo("application/problem+json");
    }

    @Test
    @Tag("T23")
    void theLogShowsNobodyHoweverTheCallIsSpelled() {
        try (AccessLines log = new AccessLines()) {
            client.get("/api/USERS/RestorePassword/s3cret@example.com");

            assertThat(log.with("/api/USERS/RestorePassword/")).contains("RestorePassword/***\"");
        }
    }

    private static void answerUser(Operation operation, String id, String token) {
        gateway.users()
                .faults()
                .set(
                        operation,
                        Fault.reply(
                                200,
                                Map.of("Content-Type", "application/json"),
                                "{\"objectId\":\"" + id + "\",\"user-token\":\"" + token + "\"}"));
    }
}
