package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.usher.TestClient.Answer;
import dev.usher.sandbox.Fault;
import dev.usher.sandbox.Operation;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What counts as an outage of the user server, to a breaker that opens with the first one. */
class OutageTest {

    private static final FakeTime time = new FakeTime();

    @RegisterExtension
    static final QuietLog log = new QuietLog();

    @RegisterExtension
    static final TestGateway gateway =
            Logins.gateway(time, "timeout: 500ms, breaker: { calls: 1 }, budget: { concurrent: 1 }");

    /** On a busy machine a login can take longer than the time that keeps this test short. */
    @BeforeEach
    void heal() {
        gateway.users().faults().clear();
        await().until(() -> {
            time.pass(Duration.ofMinutes(1));
            return Logins.now(gateway).status() == 200;
        });
        gateway.users().resetCalls();
    }

    static Stream<Fault> outages() {
        return Stream.of(
                Fault.reset(),
                Fault.error(400, 999, "too many"),
                Fault.error(400, 9070, "scale"),
                Fault.error(400, 11033, "blocked"));
    }

    @ParameterizedTest
    @MethodSource("outages")
    void whateverKeepsItFromAnsweringCounts(Fault fault) {
        gateway.users().faults().next(1, Operation.LOGIN, fault);
        Logins.now(gateway);

        Logins.assertHeldBack(Logins.now(gateway), "user-server-paused", 5);
    }

    static Stream<Fault> failures() {
        return Stream.of(Fault.hang(), Fault.serverError(), Fault.error(500, 7777, "oops"));
    }

    /** A client chooses what is in its login, and with it perhaps what the user server cannot cope with. */
    @ParameterizedTest
    @MethodSource("failures")
    void whatMayBeDueToOneLoginDoesNot(Fault fault) {
        gateway.users().faults().next(1, Operation.LOGIN, fault);
        assertThat(Logins.now(gateway).status()).isIn(503, 504);

        assertThat(Logins.now(gateway).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @MethodSource("failures")
    void norDoesWhatMayBeDueToOneUser(Fault fault) {
        String token = gateway.client().token("bob@example.com", "builder");
        gateway.users().faults().next(1, Operation.READ, fault);
        assertThat(gateway.client().get("/auth/me", "user-token", token).status())
                .isIn(503, 504);

        assertThat(Logins.now(gateway).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @MethodSource("failures")
    void whateverKeepsItFromSayingWhoIsValidCounts(Fault fault) {
        String token = gateway.client().token("bob@example.com", "builder");
        time.pass(Duration.ofSeconds(67));
        gateway.users().faults().next(1, Operation.VALIDATE, fault);
        assertThat(gateway.client().get("/orders/1", "user-token", token).header("x-auth-stale"))
                .isEqualTo("true");

        Logins.assertHeldBack(Logins.now(gateway), "user-server-paused", 5);
    }

    static Stream<Fault> answers() {
        return Stream.of(
                Fault.error(429, 3003, "too many"),
                Fault.reply(429, Map.of(), ""),
                Fault.error(401, 3003, "wrong password"),
                Fault.error(400, 3036, "locked"),
                Fault.error(400, 2002, "no such application"),
                Fault.error(400, 7777, "never heard of"),
                Fault.html(),
                Fault.emptyBody());
    }

    /** Clients can bring these about: nobody may shut the others out. */
    @ParameterizedTest
    @MethodSource("answers")
    void whatIsAnsweredInTimeDoesNot(Fault fault) {
        gateway.users().faults().next(1, Operation.LOGIN, fault);
        assertThat(Logins.now(gateway).status()).isNotEqualTo(200);

        assertThat(Logins.now(gateway).status()).isEqualTo(200);
    }

    @Test
    void whoWaitsWhenItOpensIsSentAwayAtOnceAndWasNeverSent() {
        String token = gateway.client().token("bob@example.com", "builder");
        time.pass(Duration.ofSeconds(67));
        gateway.users().resetCalls();
        gateway.users().faults().set(Operation.VALIDATE, Fault.hang());
        CompletableFuture<Answer> first = gateway.client().sendAsync("GET", "/orders/1", null, "user-token", token);
        await().until(() -> gateway.users().calls(Operation.VALIDATE) == 1);

        Logins.assertHeldBack(Logins.later(gateway).join(), "user-server-paused", 5);

        assertThat(first.join().header("x-auth-stale")).isEqualTo("true");
        assertThat(gateway.users().calls(Operation.LOGIN)).isZero();
    }
}
