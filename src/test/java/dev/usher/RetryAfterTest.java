package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.usher.TestClient.Answer;
import dev.usher.sandbox.Fault;
import dev.usher.sandbox.Operation;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When the user server says when it wants to be asked again, it is not asked before. */
class RetryAfterTest {

    private static final Duration OVER_TTL = Duration.ofSeconds(67);
    private static final FakeTime time = new FakeTime();

    @RegisterExtension
    static final QuietLog log = new QuietLog();

    @RegisterExtension
    static final TestGateway gateway =
            Logins.gateway(time, "timeout: 10s, budget: { concurrent: 1 }").with("login", "{ facade: [domain] }");

    @BeforeEach
    void start() {
        time.pass(OVER_TTL);
        gateway.users().resetCalls();
    }

    @ParameterizedTest
    @CsvSource({"503, ''", "429, 999", "429, 11009"})
    void callsOfThatKindAreNotMadeUntilThenAndOthersAre(int status, String code) {
        String token = gateway.client().token("bob@example.com", "builder");
        time.pass(OVER_TTL);
        gateway.users().resetCalls();

        assertThat(refusedLogin(status, "17", code).header("retry-after")).isEqualTo("17");

        assertPaused(17);
        time.pass(Duration.ofMillis(1_500));
        assertPaused(16);
        assertThat(gateway.users().calls(Operation.LOGIN)).isEqualTo(1);
        assertThat(gateway.client().get("/orders/1", "user-token", token).header("x-auth-stale"))
                .isNull();
        assertThat(gateway.users().calls(Operation.VALIDATE)).isEqualTo(1);
        time.pass(Duration.ofMillis(15_500));
        assertThat(Logins.now(gateway).status()).isEqualTo(200);
        assertThat(Gauges.sum(gateway, "usher_userserver_refused_total", "retry-after"))
                .isPositive();
    }

    /** It may be about one account or one client, and anybody could keep the others out. */
    @ParameterizedTest
    @ValueSource(strings = {"", "3003", "3036", "7777"})
    void a429ThatDoesNotSpeakOfTheApplicationIsNoPause(String code) {
        assertThat(refusedLogin(429, "17", code).header("retry-after")).isEqualTo("17");

        assertThat(Logins.now(gateway).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"503, '', 200", "429, 3036, 200", "429, 999, 503"})
    void norIsA503ToACallThatAClientChose(int status, String code, int next) {
        gateway.users().faults().next(1, Operation.READ, refusal(status, "17", code));
        String path = "/api/data/Users/" + gateway.users().objectId("alice@example.com");

        Answer first = gateway.client().get(path);

        assertThat(first.status()).isEqualTo(status);
        assertThat(first.header("retry-after")).isEqualTo("17");
        assertThat(gateway.client().get(path).status()).isEqualTo(next);
    }

    @Test
    void norIsOneThatAValidationGets() {
        String bob = gateway.client().token("bob@example.com", "builder");
        String zoe = gateway.client().token("zoe@example.com", "wonderland");
        time.pass(OVER_TTL);
        gateway.users().faults().next(1, Operation.VALIDATE, Fault.tooManyRequests(17));

        assertThat(gateway.client().get("/orders/1", "user-token", bob).header("x-auth-stale"))
                .isEqualTo("true");
        assertThat(gateway.client().get("/orders/1", "user-token", zoe).header("x-auth-stale"))
                .isNull();
    }

    @Test
    void aDateIsUnderstoodToo() {
        refusedLogin(503, date(17), "");

        assertPaused(17);
    }

    /** The client hears what the user server said; but a slip of its operator shuts nobody out for a day. */
    @Test
    void aMinuteIsTheLongestPause() {
        assertThat(refusedLogin(429, "86400", "999").header("retry-after")).isEqualTo("86400");

        assertPaused(60);
        time.pass(Duration.ofSeconds(60));
        assertThat(Logins.now(gateway).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "soon", "-5", "1.5", "Thu, 01 Jan 1970 00:00:00 GMT"})
    void whatSaysNothingOfTheFutureIsNoPause(String retryAfter) {
        refusedLogin(503, retryAfter, "");

        assertThat(Logins.now(gateway).status()).isEqualTo(200);
    }

    @Test
    void anAnswerThatMeansSomethingIsNoPause() {
        Fault wrongPassword =
                Fault.reply(503, Map.of("Retry-After", "17"), "{\"code\":3003,\"message\":\"wrong password\"}");
        gateway.users().faults().next(1, Operation.LOGIN, wrongPassword);
        assertThat(Logins.now(gateway).status()).isEqualTo(401);

        assertThat(Logins.now(gateway).status()).isEqualTo(200);
    }

    @Test
    void whoWaitsToMakeSuchACallNeedNotAndTheOthersGoOn() {
        String token = gateway.client().token("bob@example.com", "builder");
        time.pass(OVER_TTL);
        gateway.users().resetCalls();
        Fault.Held held = Logins.hold(gateway, Operation.LOGIN);
        CompletableFuture<Answer> first = Logins.later(gateway);
        await().until(() -> held.arrived() == 1);
        CompletableFuture<Answer> order = gateway.client().sendAsync("GET", "/orders/1", null, "user-token", token);
        CompletableFuture<Answer> second = Logins.later(gateway);
        CompletableFuture<Answer> third = Logins.later(gateway);
        await().until(() -> Gauges.sum(gateway, "usher_userserver_calls_waiting", "") == 3);

        gateway.users().faults().next(1, Operation.LOGIN, refusal(429, "17", "999"));
        held.release();

        assertThat(first.join().status()).isEqualTo(200);
        assertThat(second.thenCombine(third, (a, b) -> a.status() + b.status()).join())
                .as("one was sent, and the other was not")
                .isEqualTo(429 + 503);
        assertThat(order.join().status()).isEqualTo(200);
        assertThat(order.join().header("x-auth-stale")).isNull();
        assertThat(gateway.users().calls(Operation.LOGIN)).isEqualTo(2);
    }

    private static Fault refusal(int status, String retryAfter, String code) {
        String body = code.isEmpty() ? "" : "{\"code\":" + code + ",\"message\":\"not now\"}";
        return Fault.reply(status, Map.of("Retry-After", retryAfter), body);
    }

    private static Answer refusedLogin(int status, String retryAfter, String code) {
        gateway.users().faults().next(1, Operation.LOGIN, refusal(status, retryAfter, code));
        Answer answer = Logins.now(gateway);
        assertThat(answer.status()).isEqualTo(status);
        return answer;
    }

    private static String date(int secondsFromNow) {
        return DateTimeFormatter.RFC_1123_DATE_TIME.format(
                time.instant().plusSeconds(secondsFromNow).atOffset(ZoneOffset.UTC));
    }

    private static void assertPaused(int seconds) {
        Logins.assertHeldBack(Logins.now(gateway), "user-server-paused", seconds);
    }
}
