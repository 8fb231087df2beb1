package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.TestClient.Answer;
import dev.usher.sandbox.Fault;
import dev.usher.sandbox.LoginPolicy;
import dev.usher.sandbox.Operation;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is changed of users through the facade is not remembered as it was. */
class FacadeChangeTest {

    private static final String ROOT = "/DEMO-APP/DEMO-KEY";

    @RegisterExtension
    static final TestGateway gateway = TestGateway.usual().with("login", "{ facade: ids }");

    @BeforeAll
    static void letPeopleLogInTwice() {
        gateway.users().settings(gateway.users().settings().withLogins(LoginPolicy.SIDE_BY_SIDE));
    }

    private final String email = UUID.randomUUID() + "@example.com";
    private final String id = registered();
    private final String token = gateway.client().token(email, "secret");

    @ParameterizedTest
    @ValueSource(strings = {"/users/", "/data/Users/"})
    void servicesHearOfAUsersNewNameAtOnceFromEachOfHisSessions(String path) {
        String other = gateway.client().token(email, "secret");
        String alice = gateway.client().aliceToken();
        assertName("Before", other);

        assertThat(update(path, "{\"name\":\"After\"}").status()).isEqualTo(200);

        assertName("After", token);
        assertName("After", other);
        assertName("Alice", alice);
    }

    @Test
    void afterAChangeTheUserServerIsAskedAgainWhetherTheSessionCounts() {
        assertName("Before", token);
        gateway.users().resetCalls();

        update("/users/", "{\"password\":\"another\"}");

        assertAskedOnce();
    }

    @Test
    void afterAPasswordIsRestoredTheUserServerIsAskedAgain() {
        String alice = gateway.client().aliceToken();
        gateway.users().resetCalls();

        Answer answer = gateway.client().get(ROOT + "/users/restorepassword/" + email.replace("@", "%40"));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
        assertName("Alice", alice);
        assertThat(gateway.users().calls(Operation.VALIDATE)).isZero();
        assertAskedOnce();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD"})
    void whoIsReadIsNotAskedAbout(String method) {
        gateway.users().faults().set(Operation.OTHER, Fault.reply(200, Map.of(), ""));
        assertName("Before", token);
        gateway.users().resetCalls();

        Answer answer = gateway.client().send(method, ROOT + "/data/Users/" + id, null, "user-token", token);
        gateway.users().faults().clear();

        assertThat(answer.status()).isEqualTo(200);

        assertName("Before", token);
        assertThat(gateway.users().calls(Operation.VALIDATE)).isZero();
    }

    private void assertAskedOnce() {
        assertName("Before", token);
        assertName("Before", token);
        assertThat(gateway.users().calls(Operation.VALIDATE)).isEqualTo(1);
    }

    private static void assertName(String name, String token) {
        assertThat(gateway.client().get("/orders/1", "user-token", token).received("x-user-name"))
                .containsExactly(name);
    }

    private Answer update(String path, String body) {
        return gateway.client()
                .send("PUT", ROOT + path + id, body, "user-token", token, "content-type", "application/json");
    }

    private String registered() {
        String body = "{\"email\":\"" + email + "\",\"password\":\"secret\",\"name\":\"Before\"}";
        return gateway.client()
                .post(ROOT + "/users/register", body)
                .json()
                .get("objectId")
                .asText();
    }
}
