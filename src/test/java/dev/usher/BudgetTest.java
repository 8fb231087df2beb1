package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.usher.TestClient.Answer;
import dev.usher.sandbox.Fault;
import dev.usher.sandbox.Operation;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** However many clients there are, the user server is asked no more than the budget says. */
class BudgetTest {

    private static final Duration OVER_TTL = Duration.ofSeconds(67);
    private static final Duration WAIT = Duration.ofSeconds(5);
    private static final FakeTime time = new FakeTime();

    @RegisterExtension
    static final QuietLog log = new QuietLog();

    @RegisterExtension
    static final TestGateway few =
            Logins.gateway(time, "timeout: 10s, budget: { concurrent: 3, waiting: 4, wait: 5s }");

    @RegisterExtension
    static final TestGateway single = Logins.gateway(
                    time, "timeout: 10s, budget: { concurrent: 1, waiting: 2, wait: 5s }")
            .route("/sure/**", "{ target: ECHO, stale: false }");

    @RegisterExtension
    static final TestGateway slow = Logins.gateway(time, "timeout: 10s, budget: { rps: 5, wait: 5s }");

    @BeforeEach
    void start() {
        time.pass(OVER_TTL);
        List.of(few, single, slow).forEach(gateway -> gateway.users().resetCalls());
    }

    @AfterEach
    void mend() {
        List.of(few, single, slow).forEach(gateway -> {
            gateway.users().faults().clear();
            assertThat(waiting(gateway)).isZero();
        });
    }

    @Test
    void noMoreCallsAreUnderWayAtOnceAndTheRestTakesTurns() {
        Fault.Held firstThree = Logins.hold(few, Operation.LOGIN);
        List<CompletableFuture<Answer>> answers = logins(few, 7);
        awaitHeldAndWaiting(firstThree, 3, few, 4);

        Fault.Held nextThree = Logins.hold(few, Operation.LOGIN);
        firstThree.release();
        awaitHeldAndWaiting(nextThree, 3, few, 1);
        nextThree.release();

        assertThat(answers)
                .allSatisfy(answer -> assertThat(answer.join().status()).isEqualTo(200));
        assertThat(few.users().calls(Operation.LOGIN)).isEqualTo(7);
    }

    @Test
    void noMoreCallsAreMadeInASecond() {
        List<CompletableFuture<Answer>> answers = logins(slow, 12);

        for (int seconds = 0; seconds < 2; seconds++) {
            int sent = 5 * (seconds + 1);
            await().until(() -> slow.users().calls(Operation.LOGIN) == sent && waiting(slow) == 12 - sent);
            time.pass(Duration.ofSeconds(1));
        }

        assertThat(answers)
                .allSatisfy(answer -> assertThat(answer.join().status()).isEqualTo(200));
    }

    @Test
    void whoWaitsTooLongIs503AndWasNeverSent() {
        Fault.Held held = Logins.hold(few, Operation.LOGIN);
        List<CompletableFuture<Answer>> sent = logins(few, 3);
        awaitHeldAndWaiting(held, 3, few, 0);
        CompletableFuture<Answer> late = Logins.later(few);
        awaitHeldAndWaiting(held, 3, few, 1);

        time.pass(WAIT);

        assertCrowded(late.join());
        held.release();
        assertThat(sent).allSatisfy(answer -> assertThat(answer.join().status()).isEqualTo(200));
        assertThat(few.users().calls(Operation.LOGIN)).isEqualTo(3);
        assertThat(refused(few, "late")).isPositive();
    }

    @Test
    void whoFindsTheLineFullIs503AtOnce() {
        Fault.Held held = Logins.hold(few, Operation.LOGIN);
        List<CompletableFuture<Answer>> others = logins(few, 7);
        awaitHeldAndWaiting(held, 3, few, 4);

        assertCrowded(few.client().login("alice@example.com", "wonderland"));

        held.release();
        assertThat(others)
                .allSatisfy(answer -> assertThat(answer.join().status()).isEqualTo(200));
        assertThat(refused(few, "full")).isPositive();
    }

    @Test
    void aLoginOvertakesARevalidation() {
        String token = single.client().token("bob@example.com", "builder");
        time.pass(OVER_TTL);
        Fault.Held before = Logins.hold(single, Operation.LOGIN);
        CompletableFuture<Answer> first = Logins.later(single);
        await().until(() -> before.arrived() == 1);
        CompletableFuture<Answer> order = order(token);
        awaitHeldAndWaiting(before, 1, single, 1);
        CompletableFuture<Answer> second = Logins.later(single);
        awaitHeldAndWaiting(before, 1, single, 2);

        Fault.Held after = Logins.hold(single, Operation.LOGIN);
        before.release();
        await().until(() -> after.arrived() == 1);

        assertThat(single.users().calls(Operation.VALIDATE)).isZero();
        after.release();
        assertThat(List.of(first, second, order))
                .allSatisfy(answer -> assertThat(answer.join().status()).isEqualTo(200));
    }

    /** Where an old answer will not do, somebody gets none without it. */
    @Test
    void aRevalidationThatSomebodyComesToNeedWaitsNoLongerBehindLogins() {
        String token = single.client().token("bob@example.com", "builder");
        time.pass(OVER_TTL);
        single.users().resetCalls();
        Fault.Held before = Logins.hold(single, Operation.LOGIN);
        CompletableFuture<Answer> first = Logins.later(single);
        await().until(() -> before.arrived() == 1);
        CompletableFuture<Answer> order = order(token);
        awaitHeldAndWaiting(before, 1, single, 1);
        double asking = misses();
        CompletableFuture<Answer> sure = single.client().sendAsync("GET", "/sure/1", null, "user-token", token);
        await().until(() -> misses() == asking + 1);
        CompletableFuture<Answer> second = Logins.later(single);
        awaitHeldAndWaiting(before, 1, single, 2);

        Fault.Held validation = Logins.hold(single, Operation.VALIDATE);
        before.release();
        await().until(() -> validation.arrived() == 1);

        assertThat(single.users().calls(Operation.LOGIN)).isEqualTo(1);
        validation.release();
        assertThat(List.of(first, second, order, sure))
                .allSatisfy(answer -> assertThat(answer.join().status()).isEqualTo(200));
    }

    /** Nor for longer than anybody else, since it was asked for. */
    @Test
    void aRevalidationThatSomebodyComesToNeedHasWaitedAllTheSame() {
        String token = single.client().token("bob@example.com", "builder");
        time.pass(OVER_TTL);
        Fault.Held held = Logins.hold(single, Operation.LOGIN);
        CompletableFuture<Answer> first = Logins.later(single);
        await().until(() -> held.arrived() == 1);
        CompletableFuture<Answer> order = order(token);
        awaitHeldAndWaiting(held, 1, single, 1);
        time.pass(WAIT.minusSeconds(1));
        double asking = misses();
        CompletableFuture<Answer> second = Logins.later(single);
        awaitHeldAndWaiting(held, 1, single, 2);
        CompletableFuture<Answer> sure = single.client().sendAsync("GET", "/sure/1", null, "user-token", token);
        await().until(() -> misses() == asking + 1);
        time.pass(Duration.ofSeconds(1));

        assertStale(order.join());
        assertThat(sure.join().status()).isEqualTo(503);
        held.release();
        assertThat(List.of(first, second))
                .allSatisfy(answer -> assertThat(answer.join().status()).isEqualTo(200));
    }

    @Test
    void aLoginTakesTheLastRevalidationsPlaceInAFullLineAndTheOldAnswerStandsIn() {
        List<String> tokens = List.of(
                single.client().token("zoe@example.com", "wonderland"),
                single.client().token("number@example.com", "wonderland"),
                single.client().token("bob@example.com", "builder"));
        time.pass(OVER_TTL);
        Fault.Held held = Logins.hold(single, Operation.LOGIN);
        CompletableFuture<Answer> first = Logins.later(single);
        await().until(() -> held.arrived() == 1);
        CompletableFuture<Answer> keeps = order(tokens.getFirst());
        awaitHeldAndWaiting(held, 1, single, 1);
        CompletableFuture<Answer> loses = order(tokens.get(1));
        awaitHeldAndWaiting(held, 1, single, 2);

        assertStale(order(tokens.getLast()).join());
        CompletableFuture<Answer> second = Logins.later(single);

        assertStale(loses.join());
        held.release();
        assertThat(List.of(first, second, keeps))
                .allSatisfy(answer -> assertThat(answer.join().status()).isEqualTo(200));
    }

    private static void assertCrowded(Answer answer) {
        Logins.assertHeldBack(answer, "user-server-crowded", 1);
    }

    private static void assertStale(Answer answer) {
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("x-auth-stale")).isEqualTo("true");
    }

    private static void awaitHeldAndWaiting(Fault.Held held, int arrived, TestGateway gateway, int waiting) {
        await().until(() -> held.arrived() == arrived && waiting(gateway) == waiting);
    }

    private static List<CompletableFuture<Answer>> logins(TestGateway gateway, int count) {
        return IntStream.range(0, count).mapToObj(i -> Logins.later(gateway)).toList();
    }

    private static CompletableFuture<Answer> order(String token) {
        return single.client().sendAsync("GET", "/orders/1", null, "user-token", token);
    }

    private static double misses() {
        return Gauges.sum(single, "usher_session_lookups_total", "miss");
    }

    private static double waiting(TestGateway gateway) {
        return Gauges.sum(gateway, "usher_userserver_calls_waiting", "");
    }

    private static double refused(TestGateway gateway, String reason) {
        return Gauges.sum(gateway, "usher_userserver_refused_total", reason);
    }
}
