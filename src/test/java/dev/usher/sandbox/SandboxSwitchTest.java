package dev.usher.sandbox;

import static dev.usher.sandbox.SandboxFixture.code;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SandboxSwitchTest {

    private final SandboxFixture sandbox = new SandboxFixture();

    @AfterEach
    void stop() {
        sandbox.close();
    }

    private HttpResponse<String> flip(String method, String path, String body) {
        return sandbox.fetch(method, sandbox.server.origin() + "/sandbox" + path, body);
    }

    @Test
    void countersAreReadAndReset() {
        sandbox.login("alice@example.com", "wonderland");
        assertThat(new JsonObject(flip("GET", "/calls", "").body()).getInteger("login"))
                .isEqualTo(1);

        assertThat(flip("DELETE", "/calls", "").statusCode()).isEqualTo(204);
        assertThat(new JsonObject(flip("GET", "/calls", "").body()).getInteger("login"))
                .isZero();
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
            500 | {"fault":"500"}
            429 | {"fault":"429","retryAfter":5}
            302 | {"fault":"redirect","location":"/x"}
            400 | {"fault":"error","code":9070}
            503 | {"fault":"reply","status":503,"body":"x"}
            200 | {"fault":"delay","millis":1}
            200 | {"fault":"malformed"}
            200 | {"fault":"html"}
            200 | {"fault":"empty"}
            200 | {"fault":"string"}
            200 | {"fault":"oversize","bytes":10}
            """)
    void aFaultIsSetAndCleared(int status, String fault) {
        assertThat(flip("PUT", "/faults/info", fault).statusCode()).isEqualTo(204);
        assertThat(sandbox.get("/info", null).statusCode()).isEqualTo(status);

        assertThat(flip("DELETE", "/faults/info", "").statusCode()).isEqualTo(204);
        assertThat(sandbox.get("/info", null).body()).contains("DEMO-APP");
    }

    @Test
    void aFaultForAllOperationsLastsForItsTimes() {
        flip("PUT", "/faults/all", "{\"fault\":\"500\",\"times\":1}");

        assertThat(sandbox.get("/info", null).statusCode()).isEqualTo(500);
        assertThat(sandbox.get("/info", null).statusCode()).isEqualTo(200);
        assertThat(sandbox.get("/users/userroles", null).statusCode()).isEqualTo(500);
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
            400 | PUT | /faults/login | {"fault":"nonsense"}
            400 | PUT | /faults/login | nonsense
            400 | PUT | /faults/login | {"fault":"delay","millis":"soon"}
            400 | PUT | /faults/login | {"fault":"delay","millis":0}
            404 | PUT | /faults/nonsense | {"fault":"hang"}
            400 | PUT | /settings | {"sessionTimeoutSeconds":0}
            400 | PUT | /settings | {"sessionTimeoutSeconds":"long"}
            400 | PUT | /users/alice@example.com/status | {"userStatus":"HAPPY"}
            400 | PUT | /users/alice@example.com/roles | {}
            404 | PUT | /users/nobody@example.com/roles | []
            404 | GET | /nonsense | {}
            """)
    void whatCannotBeReadIsRefused(int status, String method, String path, String body) {
        assertThat(flip(method, path, body).statusCode()).isEqualTo(status);
    }

    @Test
    void settingsChangeOneByOne() {
        flip("PUT", "/settings", "{\"enableMultipleLogins\":true,\"maxConcurrentLogins\":3}");
        flip("PUT", "/settings", "{\"sessionTimeoutSeconds\":60}");

        JsonObject settings = new JsonObject(flip("GET", "/settings", "").body());
        assertThat(settings.getBoolean("enableMultipleLogins")).isTrue();
        assertThat(settings.getInteger("maxConcurrentLogins")).isEqualTo(3);
        assertThat(settings.getInteger("sessionTimeoutSeconds")).isEqualTo(60);
    }

    @Test
    void usersAreDisabledAndGivenRoles() {
        flip("PUT", "/users/bob@example.com/roles", "[\"Auditor\"]");
        String token = sandbox.token(DemoUser.BOB);
        assertThat(sandbox.get("/users/userroles", token).body()).contains("Auditor");

        flip("PUT", "/users/bob@example.com/status", "{\"userStatus\":\"DISABLED\"}");
        assertThat(code(sandbox.login("bob@example.com", "builder"))).isEqualTo(3090);
    }

    @Test
    void allSessionsEndAtOnce() {
        sandbox.token(DemoUser.BOB);

        flip("DELETE", "/sessions", "");

        assertThat(sandbox.server.liveSessions()).isZero();
    }

    @Test
    void onlyTheUserServiceIsOpenToWebPages() {
        Map<String, String> page = Map.of("Origin", "http://localhost:3000", "Access-Control-Request-Method", "PUT");

        HttpResponse<String> service = sandbox.fetch("OPTIONS", sandbox.server.url() + "/users/login", "", page);
        HttpResponse<String> switches =
                sandbox.fetch("OPTIONS", sandbox.server.origin() + "/sandbox/faults/all", "", page);

        assertThat(service.headers().firstValue("Access-Control-Allow-Origin")).contains("*");
        assertThat(service.headers().firstValue("Access-Control-Allow-Headers").orElse(""))
                .contains("user-token", "content-type");
        assertThat(service.headers().firstValue("Access-Control-Allow-Methods").orElse(""))
                .contains("GET", "POST", "PUT", "DELETE");
        assertThat(switches.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
    }
}
