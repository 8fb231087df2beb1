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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Where it matters more, the user server is asked more often, and nothing goes on without it. */
class FreshTest {

    private static final Duration MOMENT = Duration.ofMillis(1);
    private static final FakeTime time = new FakeTime();

    /** Without roles, so that a question is one call. */
    @RegisterExtension
    static final TestGateway gateway = TestGateway.usual()
            .at(time, time)
            .with("auth", "{ url: USERS, timeout: 10s }")
            .with("identity", "{ headers: { X-User-Id: objectId } }")
            .route("/managers/**", "ECHO")
            .route("/accounts/**", "{ target: ECHO, rules: [{ methods: GET }, { methods: PUT, fresh: 5s }] }")
            .route("/admin/**", "{ target: ECHO, fresh: 0s, stale: false }")
            .route("/now/**", "{ target: ECHO, fresh: 0s }")
            .route("/sure/**", "{ target: ECHO, stale: false }");

    private final Alice alice = Alice.logsIn(gateway);

    @BeforeEach
    void soonAfter() {
        time.pass(MOMENT);
    }

    @Test
    void anAnswerThatIsTooOldForARuleIsAskedForAgain() {
        time.pass(Duration.ofSeconds(6));
        assertThat(alice.call("GET", "/accounts/1").status()).isEqualTo(200);
        assertThat(alice.questions()).isZero();

        assertThat(alice.call("PUT", "/accounts/1").status()).isEqualTo(200);
        assertThat(alice.questions()).isEqualTo(1);
        time.pass(Duration.ofSeconds(4));
        assertThat(alice.call("PUT", "/accounts/1").status()).isEqualTo(200);
        assertThat(alice.questions()).isEqualTo(1);
        time.pass(Duration.ofSeconds(1));
        assertThat(alice.call("PUT", "/accounts/1").status()).isEqualTo(200);
        assertThat(alice.questions()).isEqualTo(2);
    }

    @Test
    void whereNoAnswerIsFreshEnoughItIsAskedForEachTime() {
        for (int i = 1; i <= 3; i++) {
            assertThat(alice.call("GET", "/admin/1").status()).isEqualTo(200);
            assertThat(alice.questions()).isEqualTo(i);
            time.pass(MOMENT);
        }
        gateway.users().endAllSessions();
        assertThat(alice.call("GET", "/admin/1").status()).isEqualTo(401);
    }

    /** What it is told serves all others too. */
    @Test
    void aFreshAnswerIsBelievedElsewhereForItsTimeToLive() {
        time.pass(Duration.ofSeconds(67));
        assertThat(alice.call("GET", "/admin/1").status()).isEqualTo(200);
        assertThat(alice.call("GET", "/orders/1").status()).isEqualTo(200);

        assertThat(alice.questions()).isEqualTo(1);
    }

    @Test
    void whereAnOldAnswerWillNotDoNothingGoesOnWithoutTheUserServer() {
        time.pass(Duration.ofSeconds(67));
        gateway.users().faults().set(Operation.VALIDATE, Fault.serverError());

        assertThat(alice.call("GET", "/orders/1").status()).isEqualTo(200);
        Answer refused = alice.call("GET", "/sure/1");
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.header("retry-after")).isNotNull();
        assertThat(alice.call("GET", "/admin/1").status()).isEqualTo(503);
    }

    @Test
    void whoOnlyWantsAFreshAnswerTakesAnOldOneWhereThereIsNone() {
        gateway.users().faults().set(Operation.VALIDATE, Fault.serverError());
        time.pass(Duration.ofSeconds(20));

        Answer answer = alice.call("GET", "/now/1");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("x-auth-age")).isEqualTo("20");
        assertThat(alice.call("GET", "/orders/1").header("x-auth-stale")).isNull();
    }

    /** It was asked for when the session still counted. */
    @Test
    void whoWantsAFreshAnswerDoesNotTakeOneThatWasAskedForBefore() {
        Fault.Held held = Fault.hold();
        Fault.Held anew = Fault.hold();
        gateway.users().faults().next(1, Operation.VALIDATE, held);
        CompletableFuture<Answer> before = alice.later("/admin/1");
        await().until(() -> held.arrived() == 1);
        gateway.users().faults().next(1, Operation.VALIDATE, anew);

        gateway.users().endAllSessions();
        time.pass(MOMENT);
        double waiting = misses();
        CompletableFuture<Answer> after = alice.later("/admin/2");
        await().until(() -> misses() == waiting + 1);
        held.release();

        assertThat(before.join().status()).isEqualTo(200);
        anew.release();
        assertThat(after.join().status()).isEqualTo(401);
    }

    @Test
    void aThousandWhoWantAFreshAnswerDuringAQuestionAreOneMoreQuestion() {
        Fault.Held held = Fault.hold();
        gateway.users().faults().next(1, Operation.VALIDATE, held);
        CompletableFuture<Answer> first = alice.later("/admin/1");
        await().until(() -> held.arrived() == 1);
        time.pass(MOMENT);
        double before = misses();
        List<CompletableFuture<Answer>> answers =
                IntStream.range(0, 1_000).mapToObj(i -> alice.later("/admin/1")).toList();
        await().atMost(Duration.ofSeconds(20)).until(() -> misses() == before + 1_000);
        time.pass(MOMENT);
        held.release();

        assertThat(first.join().status()).isEqualTo(200);
        assertThat(answers)
                .allSatisfy(answer -> assertThat(answer.join().status()).isEqualTo(200));
        assertThat(alice.questions()).isEqualTo(2);
    }

    private static double misses() {
        return Gauges.sum(gateway, "usher_session_lookups_total", "miss");
    }
}
