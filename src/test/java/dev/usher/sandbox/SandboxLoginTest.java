package dev.usher.sandbox;

import static dev.usher.sandbox.SandboxFixture.code;
import static dev.usher.sandbox.SandboxFixture.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SandboxLoginTest {

    private final SandboxFixture sandbox = new SandboxFixture();

    @AfterEach
    void stop() {
        sandbox.close();
    }

    @ParameterizedTest
    @EnumSource
    void everyDemoUserAnswersWhatTheTableSays(DemoUser user) {
        HttpResponse<String> response = sandbox.login(user.email(), user.password());

        assertThat(response.statusCode()).isEqualTo(user.status());
        if (user.logsIn()) {
            assertThat(json(response).getString("email")).isEqualTo(user.email());
        } else {
            assertThat(json(response).getValue("code")).isEqualTo(user.code());
            assertThat(json(response).getString("message")).isNotBlank().doesNotContain("%");
            assertThat(json(response).getJsonObject("errorData")).isEmpty();
        }
    }

    @Test
    void aLoginAnswersAllColumnsButThePasswordAndAToken() {
        JsonObject user = json(sandbox.login("alice@example.com", "wonderland"));

        assertThat(user.fieldNames())
                .contains("objectId", "ownerId", "created", "lastLogin", "userStatus", "email", "name")
                .doesNotContain("password");
        assertThat(user.getString("___class")).isEqualTo("Users");
        assertThat(user.getString("user-token")).matches("[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}");
        assertThat(user.containsKey("updated")).isTrue();
        assertThat(user.getValue("updated")).isNull();
    }

    @Test
    void aWrongPasswordIsTheNumber3003AndStatus401() {
        HttpResponse<String> response = sandbox.login("alice@example.com", "looking-glass");

        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(json(response).getValue("code")).isEqualTo(3003);
    }

    @Test
    void aUserLogsInByANumberButNotByItsText() {
        assertThat(json(sandbox.post("/users/login", null, "{\"login\":4711,\"password\":\"wonderland\"}"))
                        .getString("email"))
                .isEqualTo("number@example.com");
        assertThat(code(sandbox.login("4711", "wonderland"))).isEqualTo(3003);
    }

    @Test
    void awkwardPropertiesArriveAsTheyAre() {
        JsonObject zoe = json(sandbox.login("zoe@example.com", "wonderland"));

        assertThat(zoe.getString("name")).isEqualTo("Zo\u00eb\r\nX-Evil: 1 \u010d \u010a");
        assertThat(zoe.containsKey("phone")).isTrue();
        assertThat(zoe.getValue("phone")).isNull();
        assertThat(zoe.getJsonObject("address").getString("city")).isEqualTo("K\u00f6ln");
        assertThat(zoe.getJsonArray("tags")).isEqualTo(JsonArray.of("a,b", "c"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "{\"login\":\"alice@example.com\"}", "{\"login\":null,\"password\":\"x\"}"})
    void aLoginWithoutCredentialsIs3038(String body) {
        assertThat(code(sandbox.post("/users/login", null, body))).isEqualTo(3038);
    }

    @Test
    void anEmptyPasswordIs3006() {
        assertThat(code(sandbox.login("alice@example.com", ""))).isEqualTo(3006);
    }

    @Test
    void aLoginByObjectIdIsForServerCodeOnly() {
        assertThat(code(sandbox.post("/users/login", null, "{\"objectId\":\"8EC4CD73\"}")))
                .isEqualTo(2014);
    }

    @Test
    void aDeadTokenBesideALoginDoesNotHinderIt() {
        HttpResponse<String> response =
                sandbox.post("/users/login", "DEAD", "{\"login\":\"bob@example.com\",\"password\":\"builder\"}");

        assertThat(response.statusCode()).isEqualTo(200);
    }

    @Test
    void wrongPasswordsInARowLockTheAccountForAWhile() {
        sandbox.server.settings(sandbox.server.settings().withFailedLoginsLock(2, Duration.ofMinutes(5)));
        sandbox.login("bob@example.com", "wrong");
        sandbox.login("bob@example.com", "wrong");

        assertThat(code(sandbox.login("bob@example.com", "builder"))).isEqualTo(3036);
        sandbox.pass(Duration.ofMinutes(5));
        assertThat(sandbox.login("bob@example.com", "builder").statusCode()).isEqualTo(200);
    }

    @Test
    void aLoginBetweenWrongPasswordsStartsTheCountAnew() {
        sandbox.server.settings(sandbox.server.settings().withFailedLoginsLock(2, Duration.ofMinutes(5)));
        sandbox.login("bob@example.com", "wrong");
        sandbox.login("bob@example.com", "builder");
        sandbox.login("bob@example.com", "wrong");

        assertThat(sandbox.login("bob@example.com", "builder").statusCode()).isEqualTo(200);
    }
}
