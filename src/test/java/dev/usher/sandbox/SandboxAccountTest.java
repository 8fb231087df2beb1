package dev.usher.sandbox;

import static dev.usher.sandbox.SandboxFixture.code;
import static dev.usher.sandbox.SandboxFixture.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SandboxAccountTest {

    private final SandboxFixture sandbox = new SandboxFixture();

    @AfterEach
    void stop() {
        sandbox.close();
    }

    private JsonArray roles(String token) {
        return new JsonArray(sandbox.get("/users/userroles", token).body());
    }

    @Test
    void rolesAreThoseOfTheCaller() {
        assertThat(sandbox.get("/users/userroles", null).body()).isEqualTo("[\"NotAuthenticatedUser\",\"RestUser\"]");
        assertThat(roles(sandbox.token(DemoUser.ALICE)))
                .isEqualTo(JsonArray.of("AuthenticatedUser", "RestUser", "Manager"));
    }

    @Test
    void rolesFollowTheSwitch() {
        sandbox.server.roles("alice@example.com", List.of("Auditor"));

        assertThat(roles(sandbox.token(DemoUser.ALICE)))
                .isEqualTo(JsonArray.of("AuthenticatedUser", "RestUser", "Auditor"));
    }

    @Test
    void aGuestHasASessionAndTheGuestRole() {
        JsonObject guest = json(sandbox.post("/users/register/guest", null, ""));

        assertThat(guest.getString("userStatus")).isEqualTo("GUEST");
        assertThat(roles(guest.getString("user-token")))
                .isEqualTo(JsonArray.of("AuthenticatedUser", "RestUser", "GuestUser"));
    }

    @Test
    void aGuestBecomesAUserByRegistering() {
        JsonObject guest = json(sandbox.post("/users/register/guest", null, ""));

        JsonObject user = json(sandbox.post(
                "/users/register",
                null,
                "{\"email\":\"dora@example.com\",\"password\":\"p\",\"objectId\":\"%s\"}"
                        .formatted(guest.getString("objectId"))));

        assertThat(user.getString("objectId")).isEqualTo(guest.getString("objectId"));
        assertThat(sandbox.login("dora@example.com", "p").statusCode()).isEqualTo(200);
    }

    @Test
    void aRegisteredUserIsNotLoggedInButCanLogIn() {
        JsonObject user = json(sandbox.post(
                "/users/register", null, "{\"email\":\"eve@example.com\",\"password\":\"p\",\"name\":\"Eve\"}"));

        assertThat(user.containsKey("user-token")).isFalse();
        assertThat(user.containsKey("password")).isFalse();
        assertThat(json(sandbox.login("eve@example.com", "p")).getString("name"))
                .isEqualTo("Eve");
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
            3011 | {"email":"eve@example.com"}
            3013 | {"password":"p"}
            3040 | {"email":"eve","password":"p"}
            3033 | {"email":"alice@example.com","password":"p"}
            """)
    void aRegistrationIsCheckedFieldByField(int code, String body) {
        assertThat(code(sandbox.post("/users/register", null, body))).isEqualTo(code);
    }

    @Test
    void aClosedRegistrationIs3009AndStatus403() {
        sandbox.server.settings(sandbox.server.settings().withRegistration(false));

        HttpResponse<String> response = sandbox.post("/users/register", null, "{}");

        assertThat(response.statusCode()).isEqualTo(403);
        assertThat(code(response)).isEqualTo(3009);
    }

    @Test
    void restoringAPasswordRevealsWhoExists() {
        HttpResponse<String> known = sandbox.get("/users/restorepassword/alice%40example.com", null);

        assertThat(known.statusCode()).isEqualTo(200);
        assertThat(known.body()).isEmpty();
        assertThat(sandbox.get("/users/restorepassword/4711", null).statusCode())
                .isEqualTo(200);
        assertThat(code(sandbox.get("/users/restorepassword/nobody%40example.com", null)))
                .isEqualTo(3020);
    }

    @Test
    void onlyAPendingConfirmationIsSentAgain() {
        assertThat(sandbox.post("/users/resendconfirmation/unconfirmed@example.com", null, "")
                        .statusCode())
                .isEqualTo(200);
        assertThat(code(sandbox.post("/users/resendconfirmation/alice@example.com", null, "")))
                .isEqualTo(3104);
    }

    @Test
    void aUserIsReadByIdWithoutAToken() {
        String id = sandbox.server.objectId("bob@example.com");

        assertThat(json(sandbox.get("/data/Users/" + id, null)).getString("name"))
                .isEqualTo("Bob");
        assertThat(code(sandbox.get("/data/Users/NONE", null))).isEqualTo(1000);
        assertThat(code(sandbox.get("/data/Users/" + id, "DEAD"))).isEqualTo(3064);
    }

    @ParameterizedTest
    @CsvSource({"/users/", "/data/Users/"})
    void usersUpdateThemselvesOnly(String path) {
        String alice = sandbox.token(DemoUser.ALICE);
        String own = path + sandbox.server.objectId("alice@example.com");
        String other = path + sandbox.server.objectId("bob@example.com");
        String change = "{\"name\":\"Al\",\"objectId\":\"X\",\"user-token\":\"X\",\"city\":\"Bonn\"}";

        JsonObject updated = json(sandbox.send("PUT", own, alice, change));

        assertThat(updated.getString("name")).isEqualTo("Al");
        assertThat(updated.getString("city")).isEqualTo("Bonn");
        assertThat(updated.getString("objectId")).isEqualTo(sandbox.server.objectId("alice@example.com"));
        assertThat(updated.getValue("updated")).isNotNull();
        assertThat(updated.containsKey("user-token")).isFalse();
        assertThat(code(sandbox.send("PUT", other, alice, change))).isEqualTo(3029);
        assertThat(code(sandbox.send("PUT", own, null, change))).isEqualTo(3028);
        assertThat(code(sandbox.send("PUT", own, "DEAD", change))).isEqualTo(3064);
    }

    @Test
    void bothUrlFormsAreTheSameService() {
        String token = sandbox.token(DemoUser.ALICE);

        assertThat(sandbox.fetch("GET", sandbox.server.domainUrl() + "/users/isvalidusertoken/" + token, "")
                        .body())
                .isEqualTo("true");
        assertThat(sandbox.get("/info", null).body()).contains("DEMO-APP");
        assertThat(sandbox.fetch("GET", sandbox.server.domainUrl() + "/info", "")
                        .body())
                .contains("DEMO-KEY");
    }

    @ParameterizedTest
    @CsvSource({"/NO-APP/DEMO-KEY/users/login", "/DEMO-APP/NO-KEY/users/login", "/NO-APP/DEMO-KEY/info"})
    void anUnknownApplicationOrKeyIs2002(String path) {
        assertThat(code(sandbox.fetch("POST", sandbox.server.origin() + path, "{}")))
                .isEqualTo(2002);
    }

    @ParameterizedTest
    @CsvSource({
        "2011, GET, /users/userroles/X",
        "2011, POST, /users/assignRole",
        "3054, PUT, /users/X/status",
        "3122, POST, /users/verifypassowrd"
    })
    void whatIsForServerCodeOnlyIsRefused(int code, String method, String path) {
        assertThat(code(sandbox.send(method, path, null, ""))).isEqualTo(code);
    }
}
