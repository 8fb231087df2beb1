package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.usher.sandbox.Fault;
import dev.usher.sandbox.Operation;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whoever says that a token is dead is right at once, even where nobody remembers it for long. */
class DeadTokenTest {

    private static final FakeTime time = new FakeTime();

    /** Without roles, so that a question is one call. */
    @RegisterExtension
    static final TestGateway gateway = TestGateway.usual()
            .at(time, time)
            .with("auth", "{ url: USERS, timeout: 10s }")
            .with("session", "{ negative-ttl: 0s }")
            .with("identity", "{ headers: { X-User-Id: objectId } }")
            .route("/managers/**", "ECHO");

    private final TestClient client = gateway.client();

    @Test
    void anAnswerOfBeforeCannotPutTheSessionBack() {
        String token = client.aliceToken();
        Fault.Held held = Fault.hold();
        gateway.users().faults().next(1, Operation.VALIDATE, held);
        time.pass(Duration.ofSeconds(53));
        assertThat(client.get("/orders/1", "user-token", token).status()).isEqualTo(200);
        await().until(() -> held.arrived() == 1);

        gateway.users().endAllSessions();
        assertThat(client.get("/auth/me", "user-token", token).status()).isEqualTo(401);
        held.release();
        await().until(() -> Gauges.sum(gateway, "usher_session_refreshes_total", "ended") == 1);

        assertThat(client.get("/orders/1", "user-token", token).status()).isEqualTo(401);
    }
}
