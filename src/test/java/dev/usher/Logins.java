package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.TestClient.Answer;
import dev.usher.sandbox.Fault;
import dev.usher.sandbox.Operation;
import java.util.concurrent.CompletableFuture;

/** Logins as tests of what the user server is asked need them: each is one call. */
final class Logins {

    static final String BODY = "{\"login\":\"alice@example.com\",\"password\":\"wonderland\"}";

    private Logins() {}

    /** A gateway that uses no roles, which would be a second call. */
    static TestGateway gateway(FakeTime time, String auth) {
        return TestGateway.usual()
                .at(time, time)
                .with("auth", "{ url: USERS, " + auth + " }")
                .with("identity", "{ headers: { X-User-Id: objectId } }")
                .route("/managers/**", "ECHO");
    }

    static Answer now(TestGateway gateway) {
        return later(gateway).join();
    }

    static CompletableFuture<Answer> later(TestGateway gateway) {
        return gateway.client().sendAsync("POST", "/auth/login", BODY, "content-type", "application/json");
    }

    static Fault.Held hold(TestGateway gateway, Operation operation) {
        Fault.Held held = Fault.hold();
        gateway.users().faults().set(operation, held);
        return held;
    }

    /** The gateway did not ask. */
    static void assertHeldBack(Answer answer, String code, int seconds) {
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.json().get("code").asText()).isEqualTo(code);
        assertThat(answer.header("retry-after")).isEqualTo(String.valueOf(seconds));
    }
}
