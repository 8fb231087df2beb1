package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.usher.TestClient.Answer;
import dev.usher.sandbox.Fault;
import dev.usher.sandbox.Operation;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.LoggerFactory;

/** A user server that does not answer is not asked for a while. */
class BreakerTest {

    private static final Duration OVER_TTL = Duration.ofSeconds(67);
    private static final Duration OPEN = Duration.ofMillis(5_001);
    private static final FakeTime time = new FakeTime();

    @RegisterExtension
    static final QuietLog log = new QuietLog();

    @RegisterExtension
    static final TestGateway gateway = Logins.gateway(time, "timeout: 10s, breaker: { calls: 4 }");

    private final TestClient client = gateway.client();
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

    @BeforeEach
    void forget() {
        time.pass(OVER_TTL);
        gateway.users().resetCalls();
        logger().setLevel(Level.INFO);
        logger().setAdditive(false);
        logger().addAppender(lines);
        lines.start();
    }

    @AfterEach
    void close() {
        logger().detachAppender(lines);
        logger().setAdditive(true);
        logger().setLevel(null);
        gateway.users().faults().clear();
        time.pass(OVER_TTL);
        assertThat(login().status()).isEqualTo(200);
    }

    @Test
    void itOpensAtTheShareAndWhatNeedsTheUserServerIs503AtOnce() {
        String token = client.token("bob@example.com", "builder");
        time.pass(OVER_TTL);
        succeed(2);
        fail(1);
        assertThat(login().status()).as("three calls are too few").isEqualTo(503);
        gateway.users().faults().clear();
        gateway.users().resetCalls();

        assertPaused(login(), 5);
        assertPaused(client.get("/auth/me", "user-token", token), 5);
        time.pass(Duration.ofSeconds(2));
        assertPaused(login(), 3);

        assertThat(client.get("/orders/1", "user-token", token).header("x-auth-stale"))
                .isEqualTo("true");
        assertThat(gateway.users().calls(Operation.LOGIN)).isZero();
        assertThat(gateway.users().calls(Operation.VALIDATE)).isZero();
        assertThat(Gauges.sum(gateway, "usher_userserver_refused_total", "breaker"))
                .isPositive();
    }

    @Test
    void fewerFailuresThanTheShareLeaveItClosed() {
        succeed(5);
        fail(4);
        gateway.users().faults().clear();

        assertThat(login().status()).isEqualTo(200);
    }

    @Test
    void fewCallsLeaveItClosed() {
        fail(3);
        gateway.users().faults().clear();

        assertThat(login().status()).isEqualTo(200);
    }

    @Test
    void failuresThatAreOlderThanTheWindowAreForgotten() {
        fail(3);
        time.pass(Duration.ofSeconds(10));
        fail(3);
        gateway.users().faults().clear();

        assertThat(login().status()).isEqualTo(200);
    }

    @Test
    void whileOneCallTriesTheOthersDoNotAndItsSuccessClosesIt() {
        open();
        time.pass(OPEN);
        Fault.Held held = Logins.hold(gateway, Operation.LOGIN);
        CompletableFuture<Answer> trying = Logins.later(gateway);
        await().until(() -> held.arrived() == 1);

        assertPaused(login(), 1);
        assertHealth("degraded", "half-open", 1);

        held.release();
        assertThat(trying.join().status()).isEqualTo(200);
        assertThat(login().status()).isEqualTo(200);
        assertHealth("ready", "closed", 0);
    }

    @Test
    void aTryThatFailsOpensItAnew() {
        open();
        time.pass(OPEN);
        gateway.users().faults().next(1, Operation.LOGIN, Fault.reset());

        assertThat(login().json().get("code").asText()).isEqualTo("user-server-unreachable");

        assertPaused(login(), 5);
        time.pass(OPEN);
        assertThat(login().status()).isEqualTo(200);
    }

    /** A gateway that serves known sessions must not be taken out, and another would not reach it either. */
    @Test
    void theGatewayIsDegradedAndInService() {
        assertHealth("ready", "closed", 0);

        open();

        assertHealth("degraded", "open", 2);
    }

    @Test
    void eachChangeIsOneLineWithItsReason() {
        open();
        login();
        time.pass(OPEN);
        login();

        assertThat(lines.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly(
                        "the user server is not asked for 5000 ms: 4 of 4 calls failed, the last with"
                                + " user-server-unreachable",
                        "the user server is asked once, to see whether it answers again",
                        "the user server answers again");
    }

    /** It was asked before the outage, and says nothing about a server that is just being tried. */
    @Test
    void anOldCallThatEndsLateDoesNotCloseIt() {
        String token = client.token("bob@example.com", "builder");
        Fault.Held old = Logins.hold(gateway, Operation.READ);
        CompletableFuture<Answer> me = client.sendAsync("GET", "/auth/me", null, "user-token", token);
        await().until(() -> old.arrived() == 1);
        time.pass(OVER_TTL);
        open();
        time.pass(OPEN);
        Fault.Held held = Logins.hold(gateway, Operation.LOGIN);
        CompletableFuture<Answer> trying = Logins.later(gateway);
        await().until(() -> held.arrived() == 1);

        old.release();
        assertThat(me.join().status()).isEqualTo(200);

        assertPaused(login(), 1);
        held.release();
        assertThat(trying.join().status()).isEqualTo(200);
    }

    private void open() {
        fail(4);
        gateway.users().faults().clear();
    }

    private void succeed(int calls) {
        for (int i = 0; i < calls; i++) {
            assertThat(login().status()).isEqualTo(200);
        }
    }

    private void fail(int calls) {
        gateway.users().faults().set(Operation.LOGIN, Fault.reset());
        for (int i = 0; i < calls; i++) {
            assertThat(login().json().get("code").asText()).isEqualTo("user-server-unreachable");
        }
    }

    private static Answer login() {
        return Logins.now(gateway);
    }

    private static void assertPaused(Answer answer, int seconds) {
        Logins.assertHeldBack(answer, "user-server-paused", seconds);
    }

    private static void assertHealth(String status, String breaker, double gauge) {
        Answer ready = gateway.admin().get("/health/ready");
        assertThat(ready.status()).isEqualTo(200);
        assertThat(ready.json().get("status").asText()).isEqualTo(status);
        assertThat(ready.json().get("userServer").get("breaker").asText()).isEqualTo(breaker);
        assertThat(Gauges.sum(gateway, "usher_userserver_breaker", "")).isEqualTo(gauge);
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger("dev.usher.userserver.Breaker");
    }
}
