package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.usher.TestClient.Answer;
import dev.usher.sandbox.Fault;
import dev.usher.sandbox.Operation;
import dev.usher.sandbox.Received;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who uses a session never waits for the user server, and keeps the session alive there. */
class RefreshAheadTest {

    /** After the earliest time that an answer is due, and before the earliest time that it is old. */
    private static final Duration DUE = Duration.ofSeconds(53);

    private static final FakeTime time = new FakeTime();

    @RegisterExtension
    static final TestGateway gateway = TestGateway.usual().at(time, time).with("auth", "{ url: USERS, timeout: 10s }");

    /** The user server forgets who is silent for four minutes. */
    @RegisterExtension
    static final TestGateway impatient = TestGateway.usual()
            .at(time, time)
            .with("auth", "{ url: USERS, timeout: 10s, session-timeout: 4m }")
            .with("session", "{ ttl: 10m, refresh-ahead: 100% }");

    private final Alice alice = Alice.logsIn(gateway);

    @Test
    void anAnswerInUseIsRenewedWhileNobodyWaits() {
        Fault.Held held = Fault.hold();
        gateway.users().faults().next(1, Operation.VALIDATE, held);
        time.pass(DUE);

        assertThat(order().status()).isEqualTo(200);
        assertThat(order().status()).isEqualTo(200);
        await().until(() -> held.arrived() == 1);
        double before = refreshes("valid");
        held.release();
        await().until(() -> refreshes("valid") == before + 1);

        time.pass(Duration.ofSeconds(40));
        assertThat(order().status()).isEqualTo(200);
        assertThat(alice.questions()).isEqualTo(1);
    }

    @Test
    void itCountsAsActivityThere() {
        double before = refreshes("valid");
        time.pass(DUE);
        order();
        await().until(() -> refreshes("valid") == before + 1);

        Received asked = Objects.requireNonNull(gateway.users().lastCall(Operation.VALIDATE));
        assertThat(asked.target())
                .endsWith("/users/isvalidusertoken/" + asked.headers().get("user-token"));
    }

    @Test
    void whoIsSilentIsNotAskedAbout() {
        time.pass(DUE);
        time.pass(Duration.ofMinutes(20));

        assertThat(alice.questions()).isZero();
    }

    @Test
    void aFailureHarmsNobodyAndIsNotRepeatedBeforeTheAnswerIsOld() {
        gateway.users().faults().set(Operation.VALIDATE, Fault.serverError());
        double before = refreshes("unknown");
        time.pass(DUE);
        order();
        await().until(() -> refreshes("unknown") == before + 1);

        for (int i = 0; i < 10; i++) {
            Answer answer = order();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("x-auth-stale")).isNull();
        }
        assertThat(alice.questions()).isEqualTo(1);
    }

    @Test
    void aSessionThatHasEndedThereEndsHereWithoutWaitingForTheTimeToLive() {
        gateway.users().endAllSessions();
        double before = refreshes("ended");
        time.pass(DUE);
        assertThat(order().status()).isEqualTo(200);
        await().until(() -> refreshes("ended") == before + 1);

        assertThat(order().status()).isEqualTo(401);
    }

    /** Without asking, the answer would be believed for ten minutes, and be wrong after four. */
    @Test
    void aSessionInUseOutlivesTheUserServersTimeout() {
        impatient.users().settings(impatient.users().settings().withSessionTimeout(Duration.ofMinutes(4)));
        TestClient own = impatient.client();
        String used = own.aliceToken();
        impatient.users().resetCalls();

        for (int i = 0; i < 12; i++) {
            time.pass(Duration.ofSeconds(61));
            assertThat(own.get("/orders/1", "user-token", used).status()).isEqualTo(200);
        }

        assertThat(impatient.users().calls(Operation.VALIDATE)).isEqualTo(12);
        assertThat(impatient.users().liveSessions()).isEqualTo(1);
    }

    private Answer order() {
        return alice.get("/orders/1");
    }

    private static double refreshes(String outcome) {
        return Gauges.sum(gateway, "usher_session_refreshes_total", outcome);
    }
}
