package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.TestClient.Answer;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who a user is and what he may, where a user server of another kind says it in an unusual way. */
class CustomAnswerTest {

    private static final String LOGIN = "POST /v1/sessions";
    private static final String LOGOUT = "DELETE /v1/sessions/current";
    private static final String ME = "GET /v1/account";
    private static final FakeTime time = new FakeTime();

    @RegisterExtension
    static final OtherUserServer users = new OtherUserServer();

    @RegisterExtension
    static final TestGateway gateway = TestGateway.usual()
            .at(time, time)
            .with("auth", users.auth())
            .with("identity", OtherUserServer.section("identity"))
            .route("/authors/**", "{ target: ECHO, roles: [author] }");

    private final TestClient client = gateway.client();

    @BeforeEach
    void mend() {
        users.mend();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"author\"                         | 502 |",
                "{\"author\":true}                  | 502 |",
                "7                                  | 502 |",
                "null                               | 200 | ''",
                "[]                                 | 200 | ''",
                "[null,1,{\"a\":\"b\"},[\"c\"],true] | 200 | ''",
                "[1,\"author\",null,\"reader\"]     | 200 | author,reader",
            })
    void rolesAreAListAndInItWhatIsText(String groups, int status, String roles) {
        String token = client.token("ada", "engine");
        users.say(ME, 200, "{\"number\":1815,\"groups\":" + groups + "}");
        time.pass(Duration.ofMinutes(10));

        Answer order = client.get("/orders/1", "user-token", token);

        assertThat(order.status()).isEqualTo(status);
        if (status == 200) {
            assertThat(String.join(",", order.received("x-user-roles"))).isEqualTo(roles);
            assertThat(client.get("/authors/1", "user-token", token).status())
                    .isEqualTo(roles.contains("author") ? 200 : 403);
        }
    }

    @Test
    void whoHasNoSuchPropertyHasNoRoles() {
        String token = client.token("ada", "engine");
        users.say(ME, 200, "{\"number\":1815}");
        time.pass(Duration.ofMinutes(10));

        assertThat(client.get("/orders/1", "user-token", token).status()).isEqualTo(200);
        assertThat(client.get("/authors/1", "user-token", token).status()).isEqualTo(403);
    }

    /** Users may be able to change a property of that name themselves. */
    @Test
    @Tag("T1")
    void theIdIsTheOneThatTheFileNamesWhateverElseIsCalledSo() {
        String user = "{\"number\":\"N-1\",\"objectId\":\"1815\"}";
        users.say(LOGIN, 200, "{\"session\":{\"key\":\"k-12345678\"},\"account\":" + user + "}");
        users.say(ME, 200, user);

        Answer login = client.login("ada", "engine");

        assertThat(login.json().get("objectId").asText()).isEqualTo("N-1");
        assertThat(client.get(
                                "/orders/1",
                                "user-token",
                                login.json().get("user-token").asText())
                        .received("x-user-id"))
                .containsExactly("N-1");
    }

    @ParameterizedTest
    @CsvSource({"7, 502", "8, 200", "2048, 200", "2049, 502"})
    void aTokenHas8To2048Characters(int length, int status) {
        String key = "k".repeat(length);
        users.say(LOGIN, 200, "{\"session\":{\"key\":\"" + key + "\"},\"account\":{\"number\":1815}}");

        assertThat(client.login("ada", "engine").status()).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({"300, 502", "302, 502", "400, 502", "409, 502", "500, 503"})
    @Tag("T13")
    void aUserInAnAnswerOfAnotherStatusIsNone(int status, int expected) {
        String token = client.token("ada", "engine");
        users.say(ME, status, "{\"number\":1815,\"mail\":\"eve@example.com\"}");

        assertThat(client.get("/auth/me", "user-token", token).status()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(ints = {204, 302, 401, 404, 500})
    void aSessionIsOverWhateverTheUserServerAnswers(int status) {
        String token = client.token("ada", "engine");
        users.say(LOGOUT, status, "");

        assertThat(client.post("/auth/logout", "", "user-token", token).status())
                .isEqualTo(204);
        assertThat(client.get("/orders/1", "user-token", token).status()).isEqualTo(401);
    }
}
