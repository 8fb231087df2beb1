package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.sandbox.Operation;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who somebody is may be remembered; what somebody may is decided for each request. */
class OneTokenTwoRoutesTest {

    private static final FakeTime time = new FakeTime();

    @RegisterExtension
    static final TestGateway gateway = TestGateway.usual()
            .at(time, time)
            .route("/clerks/**", "{ target: ECHO, roles: [Clerk] }")
            .route(
                    "/ledger/**",
                    "{ target: ECHO, rules: [{ methods: GET, roles: [Manager, Clerk] }, "
                            + "{ methods: POST, roles: [Clerk] }] }");

    private final TestClient client = gateway.client();
    private String token = "";

    @BeforeEach
    void logIn() {
        gateway.users().roles("alice@example.com", List.of("Manager"));
        token = client.aliceToken();
        gateway.users().resetCalls();
    }

    @Test
    @Tag("T10")
    void eachRouteDecidesForItselfAndNobodyIsAskedAgain() {
        for (int i = 0; i < 2; i++) {
            assertThat(status("GET", "/managers/1")).isEqualTo(200);
            assertThat(status("GET", "/clerks/1")).isEqualTo(403);
            assertThat(status("GET", "/ledger/1")).isEqualTo(200);
            assertThat(status("POST", "/ledger/1")).isEqualTo(403);
            assertThat(status("GET", "/orders/1")).isEqualTo(200);
        }
        assertThat(gateway.users().calls(Operation.VALIDATE)).isZero();
    }

    @Test
    @Tag("T10")
    void rolesThatChangeChangeEveryDecision() {
        assertThat(status("GET", "/managers/1")).isEqualTo(200);
        gateway.users().roles("alice@example.com", List.of("Clerk"));
        time.pass(Duration.ofSeconds(67));

        assertThat(status("GET", "/managers/1")).isEqualTo(403);
        assertThat(status("GET", "/clerks/1")).isEqualTo(200);
        assertThat(status("POST", "/ledger/1")).isEqualTo(200);
        assertThat(gateway.users().calls(Operation.VALIDATE)).isEqualTo(1);
    }

    private int status(String method, String path) {
        return client.send(method, path, null, "user-token", token).status();
    }
}
