package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.usher.TestClient.Answer;
import dev.usher.sandbox.Fault;
import dev.usher.sandbox.Operation;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A client that goes away while its question waits for its turn gives the place up, and nobody is asked. */
class GivingUpTest {

    private static final Duration OVER_TTL = Duration.ofSeconds(67);
    private static final FakeTime time = new FakeTime();

    @RegisterExtension
    static final QuietLog log = new QuietLog();

    @RegisterExtension
    static final TestGateway sealed = Logins.gateway(time, "timeout: 10s, budget: { concurrent: 1 }");

    @RegisterExtension
    static final TestGateway natives =
            Logins.gateway(time, "timeout: 10s, budget: { concurrent: 1 }").with("session", "{ tokens: native }");

    @BeforeEach
    void start() {
        time.pass(OVER_TTL);
        forget();
    }

    private static void forget() {
        List.of(sealed, natives).forEach(gateway -> gateway.users().resetCalls());
    }

    @Test
    void aLogin() {
        assertLeaves(
                sealed,
                "POST /auth/login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: "
                        + Logins.BODY.length() + "\r\n\r\n" + Logins.BODY);

        assertThat(sealed.users().calls(Operation.LOGIN)).isEqualTo(1);
    }

    @Test
    void aLookAtOneself() {
        String token = sealed.client().token("bob@example.com", "builder");
        forget();

        assertLeaves(sealed, get("/auth/me", token));

        assertThat(sealed.users().calls(Operation.READ)).isZero();
    }

    @Test
    void aTokenThatNobodyKnows() {
        assertLeaves(natives, get("/orders/1", "TOKEN-OF-SOMEBODY"));

        assertThat(natives.users().calls(Operation.VALIDATE)).isZero();
    }

    @Test
    void aRevalidationWithTheLastOfThoseWhoWantIt() {
        String token = sealed.client().token("bob@example.com", "builder");
        time.pass(OVER_TTL);
        forget();
        double before = misses();
        Fault.Held held = Logins.hold(sealed, Operation.LOGIN);
        CompletableFuture<Answer> first = Logins.later(sealed);
        await().until(() -> held.arrived() == 1);
        try (RawClient last = new RawClient(sealed.port())) {
            try (RawClient leaving = new RawClient(sealed.port())) {
                leaving.say(get("/orders/leaving", token));
                awaitWaiting(sealed, 1);
                last.say(get("/orders/last", token));
                await().until(() -> misses() == before + 2);
            }
            await().until(() -> log.accesses().stream().anyMatch(line -> line.contains("/orders/leaving")));
            assertThat(waiting(sealed)).isEqualTo(1);
        }
        awaitWaiting(sealed, 0);

        held.release();
        assertThat(first.join().status()).isEqualTo(200);
        assertThat(sealed.client().get("/orders/1", "user-token", token).status())
                .isEqualTo(200);
        assertThat(sealed.users().calls(Operation.VALIDATE)).isEqualTo(1);
    }

    private static void assertLeaves(TestGateway gateway, String request) {
        Fault.Held held = Logins.hold(gateway, Operation.LOGIN);
        CompletableFuture<Answer> first = Logins.later(gateway);
        await().until(() -> held.arrived() == 1);
        try (RawClient leaving = new RawClient(gateway.port())) {
            leaving.say(request);
            awaitWaiting(gateway, 1);
        }
        awaitWaiting(gateway, 0);

        held.release();
        assertThat(first.join().status()).isEqualTo(200);
    }

    private static String get(String path, String token) {
        return "GET " + path + " HTTP/1.1\r\nHost: a\r\nuser-token: " + token + "\r\n\r\n";
    }

    private static double misses() {
        return Gauges.sum(sealed, "usher_session_lookups_total", "miss");
    }

    private static void awaitWaiting(TestGateway gateway, int number) {
        await().until(() -> waiting(gateway) == number);
    }

    private static double waiting(TestGateway gateway) {
        return Gauges.sum(gateway, "usher_userserver_calls_waiting", "");
    }
}
