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
                Fault.hang(),
                Fault.serverError(),
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

    static Stream<Fault> answers() {
        return Stream.of(
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
        gateway.users().faults().set(Operation.LOGIN, Fault.hang());
        CompletableFuture<Answer> first = Logins.later(gateway);
        await().until(() -> gateway.users().calls(Operation.LOGIN) == 1);

        Logins.assertHeldBack(Logins.later(gateway).join(), "user-server-paused", 5);

        assertThat(first.join().status()).isEqualTo(504);
        assertThat(gateway.users().calls(Operation.LOGIN)).isEqualTo(1);
    }
}
