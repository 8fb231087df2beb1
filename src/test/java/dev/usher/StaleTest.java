package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.usher.TestClient.Answer;
import dev.usher.sandbox.Fault;
import dev.usher.sandbox.Operation;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** While the user server cannot be asked, what it said last counts a little longer, and everybody is told so. */
class StaleTest {

    private static final Duration OVER_TTL = Duration.ofSeconds(67);
    private static final Duration OVER_PAUSE = Duration.ofMillis(1_101);
    private static final FakeTime time = new FakeTime();

    @RegisterExtension
    static final TestGateway gateway =
            TestGateway.usual().at(time, time).with("auth", "{ url: USERS, timeout: 500ms }");

    @RegisterExtension
    static final TestGateway strict = TestGateway.usual().at(time, time).with("session", "{ stale-if-error: 0s }");

    private final TestClient client = gateway.client();
    private String token = "";

    @BeforeEach
    void logIn() {
        gateway.users().roles("bob@example.com", List.of("Manager"));
        token = client.token("bob@example.com", "builder");
        time.pass(OVER_TTL);
        gateway.users().resetCalls();
    }

    static Stream<Fault> failures() {
        return Stream.of(
                Fault.reset(),
                Fault.hang(),
                Fault.serverError(),
                Fault.reply(503, Map.of(), "true"),
                Fault.tooManyRequests(9),
                Fault.error(400, 999, "too many"),
                Fault.error(400, 9070, "scale"),
                Fault.error(400, 11033, "blocked"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void aKnownSessionGoesOnAndServiceAndClientAreTold(Fault fault) {
        gateway.users().faults().set(Operation.VALIDATE, fault);

        Answer answer = get("/managers/1");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("x-auth-stale")).isEqualTo("true");
        assertThat(answer.header("x-auth-age")).isEqualTo("67");
        assertThat(answer.received("X-Auth-Stale")).containsExactly("true");
        assertThat(answer.received("X-Auth-Age")).containsExactly("67");
        assertThat(answer.received("X-User-Roles")).containsExactly("Manager");
    }

    @ParameterizedTest
    @MethodSource("failures")
    void withoutThePermissionToBelieveItNothingGoesOn(Fault fault) {
        TestClient own = strict.client();
        String known = own.aliceToken();
        time.pass(OVER_TTL);
        strict.users().faults().set(Operation.VALIDATE, fault instanceof Fault.Hang ? Fault.reset() : fault);

        Answer answer = own.get("/orders/1", "user-token", known);

        assertThat(answer.status()).isIn(429, 503);
        assertThat(answer.header("x-auth-stale")).isNull();
    }

    @Test
    void rolesThatCannotBeHadLeaveTheOldOnes() {
        gateway.users().faults().set(Operation.ROLES, Fault.serverError());

        assertThat(get("/managers/1").header("x-auth-stale")).isEqualTo("true");
    }

    @Test
    void nobodyForgesTheMarks() {
        assertThat(get("/orders/1", "X-Auth-Stale", "evil", "x_auth_age", "evil")
                        .body())
                .doesNotContain("evil");

        gateway.users().faults().set(Operation.VALIDATE, Fault.serverError());
        time.pass(OVER_TTL);
        Answer stale = get("/orders/1", "X-Auth-Stale", "evil", "X-Auth-Age", "evil");
        assertThat(stale.received("X-Auth-Stale")).containsExactly("true");
        assertThat(stale.received("X-Auth-Age")).containsExactly("67");
    }

    @Test
    void theGatewaysOwnAnswersAreMarkedToo() {
        gateway.users().faults().set(Operation.VALIDATE, Fault.serverError());

        Answer valid = get("/auth/valid");

        assertThat(valid.body()).isEqualTo("true");
        assertThat(valid.header("x-auth-stale")).isEqualTo("true");
    }

    @Test
    void aRefusalThatRestsOnAnOldAnswerIsMarkedToo() {
        gateway.users().roles("bob@example.com", List.of());
        token = client.token("bob@example.com", "builder");
        time.pass(OVER_TTL);
        gateway.users().faults().set(Operation.VALIDATE, Fault.serverError());

        Answer refused = get("/managers/1");

        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.header("x-auth-stale")).isEqualTo("true");
    }

    /** Each would wait for the user server's timeout. */
    @Test
    void afterAskingFailedNobodyWaitsForTheNextFailureForAMoment() {
        gateway.users().faults().set(Operation.VALIDATE, Fault.serverError());
        for (int i = 0; i < 20; i++) {
            assertThat(get("/orders/1").header("x-auth-stale")).isEqualTo("true");
        }
        assertThat(calls()).isEqualTo(1);

        time.pass(OVER_PAUSE);
        assertThat(get("/orders/1").header("x-auth-age")).isEqualTo("68");
        assertThat(calls()).isEqualTo(2);
    }

    @Test
    void allWhoWaitForOneFailureGoOnTogether() {
        gateway.users().faults().set(Operation.VALIDATE, Fault.hang());

        List<CompletableFuture<Answer>> answers = IntStream.range(0, 100)
                .mapToObj(i -> client.sendAsync("GET", "/orders/1", null, "user-token", token))
                .toList();

        assertThat(answers)
                .allSatisfy(answer ->
                        assertThat(answer.join().header("x-auth-stale")).isEqualTo("true"));
        assertThat(calls()).isEqualTo(1);
    }

    @Test
    void itEndsAFewMinutesAfterTheLastGoodAnswer() {
        gateway.users().faults().set(Operation.VALIDATE, Fault.serverError());
        time.pass(Duration.ofMinutes(5).minus(OVER_TTL).minusMillis(1));
        assertThat(get("/orders/1").status()).isEqualTo(200);

        time.pass(Duration.ofMillis(1));
        Answer answer = get("/orders/1");
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("retry-after")).isNotNull();
        assertThat(answer.header("set-cookie")).isNull();
    }

    @Test
    void itEndsWithTheFirstAnswer() {
        gateway.users().faults().set(Operation.VALIDATE, Fault.serverError());
        assertThat(get("/orders/1").header("x-auth-stale")).isEqualTo("true");

        gateway.users().faults().clear();
        time.pass(OVER_PAUSE);
        Answer answer = get("/orders/1");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("x-auth-stale")).isNull();
        assertThat(answer.received("X-Auth-Stale")).isEmpty();
    }

    @Test
    void anExplicitNoWinsAtOnceAndForGood() {
        gateway.users().faults().set(Operation.VALIDATE, Fault.serverError());
        assertThat(get("/orders/1").status()).isEqualTo(200);

        gateway.users().endAllSessions();
        gateway.users().faults().clear();
        time.pass(OVER_PAUSE);
        assertThat(get("/orders/1").status()).isEqualTo(401);

        gateway.users().faults().set(Operation.VALIDATE, Fault.serverError());
        time.pass(Duration.ofSeconds(6));
        assertThat(get("/orders/1").status()).isEqualTo(503);
    }

    /** A logout is one, whether anybody can be told or not. */
    @Test
    void aLogoutWinsToo() {
        gateway.users().faults().setAll(Fault.serverError());
        assertThat(get("/orders/1").status()).isEqualTo(200);

        assertThat(client.post("/auth/logout", "", "user-token", token).status())
                .isEqualTo(204);
        assertThat(get("/orders/1").status()).isEqualTo(401);
    }

    /** And nobody believes it later, when it is there. */
    @Test
    void aTrueThatComesTooLateIsNone() {
        gateway.users().faults().next(1, Operation.VALIDATE, Fault.delay(Duration.ofMillis(600)));
        assertThat(get("/orders/1").header("x-auth-stale")).isEqualTo("true");
        await().until(() -> Gauges.sum(gateway, "usher_userserver_calls_active", "") == 0);

        time.pass(OVER_PAUSE);
        assertThat(get("/orders/1").header("x-auth-stale")).isNull();
        assertThat(calls()).isEqualTo(2);
    }

    /** An answer that makes no sense may come from anybody, and was given. */
    @Test
    @Tag("T13")
    void nonsenseIsNotAFailureToAnswer() {
        gateway.users().faults().set(Operation.VALIDATE, Fault.html());

        assertThat(get("/orders/1").status()).isEqualTo(502);
    }

    @Test
    void howOftenItHappensCanBeSeen() {
        double before = Gauges.sum(gateway, "usher_session_stale_answers_total", "");
        double found = Gauges.sum(gateway, "usher_session_lookups_total", "stale");
        gateway.users().faults().set(Operation.VALIDATE, Fault.serverError());

        get("/orders/1");
        get("/orders/1");

        assertThat(Gauges.sum(gateway, "usher_session_stale_answers_total", "")).isEqualTo(before + 2);
        assertThat(Gauges.sum(gateway, "usher_session_lookups_total", "stale")).isEqualTo(found + 1);
    }

    private Answer get(String path, String... more) {
        String[] headers = new String[more.length + 2];
        headers[0] = "user-token";
        headers[1] = token;
        System.arraycopy(more, 0, headers, 2, more.length);
        return client.get(path, headers);
    }

    private static long calls() {
        return gateway.users().calls(Operation.VALIDATE);
    }
}
