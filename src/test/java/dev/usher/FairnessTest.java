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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** However much one address has asked, the user server is there for the others. */
class FairnessTest {

    private static final String ATTACKER = "198.51.100.1";
    private static final FakeTime time = new FakeTime();

    @RegisterExtension
    static final QuietLog log = new QuietLog();

    @RegisterExtension
    static final TestGateway gateway = Logins.gateway(
                    time, "timeout: 10s, budget: { concurrent: 1, waiting: 4, wait: 5s }")
            .with("trusted-proxies", "[127.0.0.1]");

    /** With roles, which are a second call. */
    @RegisterExtension
    static final TestGateway withRoles = TestGateway.usual()
            .at(time, time)
            .with("auth", "{ url: USERS, timeout: 10s, budget: { concurrent: 1, waiting: 2, wait: 5s } }")
            .with("trusted-proxies", "[127.0.0.1]")
            .route("/sure/**", "{ target: ECHO, stale: false }");

    private final TestClient client = gateway.client();

    @AfterEach
    void mend() {
        gateway.users().faults().clear();
        withRoles.users().faults().clear();
        await().until(() -> waiting() == 0);
    }

    @Test
    void whoHasFilledTheLineGivesUpAPlaceForALoginFromElsewhereAndItIsTheNextButOne() {
        String token = client.token("bob@example.com", "builder");
        Fault.Held first = Logins.hold(gateway, Operation.READ);
        List<CompletableFuture<Answer>> asked = IntStream.range(0, 5)
                .mapToObj(i -> from(ATTACKER, "GET", "/auth/me", token))
                .toList();
        await().until(() -> first.arrived() == 1 && waiting() == 4);

        Fault.Held login = Logins.hold(gateway, Operation.LOGIN);
        CompletableFuture<Answer> victim = login("203.0.113.1");
        await().until(() -> asked.stream().filter(CompletableFuture::isDone).count() == 1);
        gateway.users().resetCalls();
        first.release();
        await().until(() -> login.arrived() == 1);

        assertThat(gateway.users().calls(Operation.READ)).isEqualTo(1);
        login.release();
        assertThat(victim.join().status()).isEqualTo(200);
        assertThat(asked.stream().map(CompletableFuture::join).map(Answer::status))
                .containsExactlyInAnyOrder(200, 200, 200, 200, 503);
    }

    @Test
    void aUserIsReadOnceASecondAndSixtyTimesAtOnce() {
        time.pass(Duration.ofMinutes(1));
        String bob = client.token("bob@example.com", "builder");
        for (int i = 0; i < 60; i++) {
            assertThat(me(bob).status()).isEqualTo(200);
        }
        gateway.users().resetCalls();

        Answer refused = me(bob);

        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.header("retry-after")).isEqualTo("1");
        assertThat(refused.header("ratelimit-policy")).isEqualTo("\"current-user\";q=60;w=60");
        assertThat(gateway.users().calls(Operation.READ)).isZero();
        assertThat(Gauges.sum(gateway, "usher_requests_refused_total", "current-user"))
                .isPositive();
        assertThat(me(client.token("zoe@example.com", "wonderland")).status()).isEqualTo(200);
        time.pass(Duration.ofSeconds(1));
        assertThat(me(bob).status()).isEqualTo(200);
        time.pass(Duration.ofMinutes(1));
    }

    /** The address of the attacker has as many places as anybody's; nobody goes for one more. */
    @Test
    void whoHasNoFewerInLineThanTheOthersPushesNobodyOut() {
        String token = client.token("bob@example.com", "builder");
        Fault.Held held = Logins.hold(gateway, Operation.READ);
        List<CompletableFuture<Answer>> asked = IntStream.range(0, 5)
                .mapToObj(i -> from("192.0.2." + i, "GET", "/auth/me", token))
                .toList();
        await().until(() -> held.arrived() == 1 && waiting() == 4);

        assertThat(login("192.0.2.9").join().status()).isEqualTo(503);

        held.release();
        assertThat(asked)
                .allSatisfy(answer -> assertThat(answer.join().status()).isEqualTo(200));
    }

    /** What was asked in nobody's name has become a question of the attacker's. */
    @Test
    void aQuestionThatWasAskedAheadOfTimeCountsForTheAddressThatWaitsForIt() {
        String due = withRoles.client().token("bob@example.com", "builder");
        time.pass(Duration.ofSeconds(53));
        Fault.Held validating = Logins.hold(withRoles, Operation.VALIDATE);
        assertThat(order("/orders/1", due).join().status()).isEqualTo(200);
        await().until(() -> validating.arrived() == 1);
        time.pass(Duration.ofSeconds(20));
        CompletableFuture<Answer> joined = order("/sure/1", due);
        await().until(() -> Gauges.sum(withRoles, "usher_session_lookups_total", "miss") == 1);

        Fault.Held login = Logins.hold(withRoles, Operation.LOGIN);
        CompletableFuture<Answer> first = ask("POST", "/auth/login", "203.0.113.1", Logins.BODY);
        await().until(() -> waiting(withRoles) == 1);
        validating.release();
        await().until(() -> login.arrived() == 1 && waiting(withRoles) == 1);
        CompletableFuture<Answer> second = ask("POST", "/auth/login", ATTACKER, Logins.BODY);
        await().until(() -> waiting(withRoles) == 2);
        CompletableFuture<Answer> victim = ask("POST", "/auth/login", "203.0.113.2", Logins.BODY);

        assertThat(second.join().status()).isEqualTo(503);
        login.release();
        assertThat(victim.join().status()).isEqualTo(200);
        assertThat(first.join().status()).isEqualTo(200);
        assertThat(joined.join().status()).isEqualTo(200);
    }

    private static CompletableFuture<Answer> order(String path, String token) {
        return ask("GET", path, ATTACKER, null, "user-token", token);
    }

    private static CompletableFuture<Answer> ask(
            String method, String path, String address, @Nullable String body, String... more) {
        return withRoles
                .client()
                .sendAsync(
                        method,
                        path,
                        body,
                        Stream.concat(
                                        Stream.of("content-type", "application/json", "x-forwarded-for", address),
                                        Stream.of(more))
                                .toArray(String[]::new));
    }

    private Answer me(String token) {
        return client.get("/auth/me", "user-token", token);
    }

    private static CompletableFuture<Answer> login(String address) {
        return gateway.client()
                .sendAsync(
                        "POST",
                        "/auth/login",
                        Logins.BODY,
                        "content-type",
                        "application/json",
                        "x-forwarded-for",
                        address);
    }

    private CompletableFuture<Answer> from(String address, String method, String path, String token) {
        return client.sendAsync(method, path, null, "user-token", token, "x-forwarded-for", address);
    }

    private static double waiting() {
        return waiting(gateway);
    }

    private static double waiting(TestGateway where) {
        return Gauges.sum(where, "usher_userserver_calls_waiting", "");
    }
}
