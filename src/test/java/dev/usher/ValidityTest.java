package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.usher.TestClient.Answer;
import dev.usher.sandbox.Fault;
import dev.usher.sandbox.Operation;
import dev.usher.sandbox.Received;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When the user server is asked about a token, and what its answers are worth. */
class ValidityTest {

    private static final Duration OVER_TTL = Duration.ofSeconds(67);
    private static final Pattern MISSES = Pattern.compile("usher_session_lookups_total\\{result=\"miss\"} (\\S+)");
    private static final FakeTime time = new FakeTime();

    @RegisterExtension
    static final TestGateway gateway = TestGateway.usual()
            .at(time, time)
            .with("auth", "{ url: USERS, timeout: 10s }")
            .with("session", "{ stale-if-error: 0s }");

    private final TestClient client = gateway.client();
    private String token = "";

    @BeforeEach
    void logIn() {
        gateway.users().roles("bob@example.com", List.of());
        token = client.token("bob@example.com", "builder");
        gateway.users().resetCalls();
    }

    @Test
    void aTokenIsAskedAboutOnceInItsTimeToLiveAndWithTheSessionsHeader() {
        time.pass(OVER_TTL);
        assertThat(order().status()).isEqualTo(200);
        assertThat(order().status()).isEqualTo(200);

        assertThat(calls()).isEqualTo(1);
        Received asked = Objects.requireNonNull(gateway.users().lastCall(Operation.VALIDATE));
        assertThat(asked.target())
                .endsWith("/users/isvalidusertoken/" + asked.headers().get("user-token"));
    }

    @Test
    @Tag("T12")
    void aThousandRequestsAtOnceAreOneQuestion() {
        time.pass(OVER_TTL);
        Fault.Held held = Fault.hold();
        gateway.users().faults().set(Operation.VALIDATE, held);
        double before = misses();

        List<CompletableFuture<Answer>> answers =
                IntStream.range(0, 1_000).mapToObj(i -> orderLater()).toList();
        await().atMost(Duration.ofSeconds(20)).until(() -> misses() >= before + 1_000);
        held.release();

        assertThat(answers)
                .allSatisfy(answer -> assertThat(answer.join().status()).isEqualTo(200));
        assertThat(calls()).isEqualTo(1);
        assertThat(gateway.users().calls(Operation.ROLES)).isEqualTo(1);
    }

    /** Those that arrive just as the answer does find it in the cache. */
    @Test
    void aThousandRequestsAroundTheAnswerAreOneQuestionToo() {
        time.pass(OVER_TTL);

        List<CompletableFuture<Answer>> answers =
                IntStream.range(0, 1_000).mapToObj(i -> orderLater()).toList();

        assertThat(answers)
                .allSatisfy(answer -> assertThat(answer.join().status()).isEqualTo(200));
        assertThat(calls()).isEqualTo(1);
    }

    @Test
    @Tag("T12")
    void whoAskedFirstMayGoAndTheRestIsAnswered() throws Exception {
        time.pass(OVER_TTL);
        Fault.Held held = Fault.hold();
        gateway.users().faults().set(Operation.VALIDATE, held);
        double before = misses();
        List<CompletableFuture<Answer>> rest;
        try (Socket first = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
            String request = "GET /orders/1 HTTP/1.1\r\nHost: a\r\nuser-token: " + token + "\r\n\r\n";
            first.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            await().until(() -> held.arrived() == 1);
            rest = IntStream.range(0, 20).mapToObj(i -> orderLater()).toList();
            await().until(() -> misses() >= before + 21);
        }
        held.release();

        assertThat(rest).allSatisfy(answer -> assertThat(answer.join().status()).isEqualTo(200));
        assertThat(calls()).isEqualTo(1);
    }

    static Stream<Arguments> answersThatSayNothing() {
        return Stream.of(
                Arguments.of(Fault.stringTrue(), 502),
                Arguments.of(Fault.reply(200, Map.of(), "1"), 502),
                Arguments.of(Fault.reply(200, Map.of(), "null"), 502),
                Arguments.of(Fault.reply(200, Map.of(), "[true]"), 502),
                Arguments.of(Fault.reply(200, Map.of(), "{\"valid\":true}"), 502),
                Arguments.of(Fault.reply(200, Map.of(), "true false"), 502),
                Arguments.of(Fault.reply(201, Map.of(), "true"), 502),
                Arguments.of(Fault.reply(401, Map.of(), "false"), 502),
                Arguments.of(Fault.reply(401, Map.of(), ""), 502),
                Arguments.of(Fault.reply(404, Map.of(), "not found"), 502),
                Arguments.of(Fault.html(), 502),
                Arguments.of(Fault.emptyBody(), 502),
                Arguments.of(Fault.malformedJson(), 502),
                Arguments.of(Fault.oversize(10_000_000), 502),
                Arguments.of(Fault.error(200, 7777, "never heard of"), 502),
                Arguments.of(Fault.error(200, 999, "too many"), 503),
                Arguments.of(Fault.redirect("/users/isvalidusertoken/x"), 502),
                Arguments.of(Fault.error(400, 2002, "no such application"), 502),
                Arguments.of(Fault.error(401, 3003, "wrong password"), 502),
                Arguments.of(Fault.error(400, 7777, "never heard of"), 502),
                Arguments.of(Fault.error(400, 999, "too many"), 503),
                Arguments.of(Fault.error(400, 9070, "scale"), 503),
                Arguments.of(Fault.error(400, 11033, "blocked"), 503),
                Arguments.of(Fault.error(500, 7777, "oops"), 503),
                Arguments.of(Fault.serverError(), 503),
                Arguments.of(Fault.reply(503, Map.of(), "true"), 503),
                Arguments.of(Fault.reset(), 503),
                Arguments.of(Fault.reply(429, Map.of(), ""), 429));
    }

    @ParameterizedTest
    @MethodSource("answersThatSayNothing")
    @Tag("T13")
    void whatIsNeitherTrueNorFalseIsNeverA401AndNeverRemembered(Fault fault, int status) {
        time.pass(OVER_TTL);
        gateway.users().faults().set(Operation.VALIDATE, fault);

        assertThat(order().status()).isEqualTo(status);
        assertThat(get("/optional/1").status()).isEqualTo(status);
        assertThat(get("/auth/valid").status()).isEqualTo(status);
        assertThat(get("/auth/me").status()).isEqualTo(status);
        assertThat(get("/public/1").status()).isEqualTo(200);

        gateway.users().faults().clear();
        assertThat(order().status()).isEqualTo(200);
    }

    /** The token is the user server's alone. */
    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    @Tag("T23")
    void noRedirectTakesATokenElsewhere(int status) {
        time.pass(OVER_TTL);
        String elsewhere = gateway.echo().url() + "/users/isvalidusertoken/x";
        gateway.users().faults().set(Operation.VALIDATE, Fault.reply(status, Map.of("Location", elsewhere), ""));
        long before = gateway.echo().requests();

        assertThat(order().status()).isEqualTo(502);
        assertThat(gateway.echo().requests()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(ints = {3048, 3064, 3090, 3091})
    void aCodeThatSaysTheTokenIsDeadIs401AndItsWordsStayHere(int code) {
        time.pass(OVER_TTL);
        gateway.users().faults().set(Operation.VALIDATE, Fault.error(400, code, "Not existing user token - SECRET"));

        Answer answer = order();

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.header("www-authenticate")).isEqualTo("Bearer");
        assertThat(answer.body()).doesNotContain("SECRET");
        assertThat(get("/auth/valid").body()).isEqualTo("false");
        assertThat(calls()).isEqualTo(1);
    }

    @Test
    void aSessionThatEndedThereIs401AfterTheTimeToLiveAndAskedAboutEveryNegativeTimeToLive() {
        gateway.users().endAllSessions();
        assertThat(order().status()).isEqualTo(200);

        time.pass(OVER_TTL);
        assertThat(order().status()).isEqualTo(401);
        assertThat(order().status()).isEqualTo(401);
        assertThat(calls()).isEqualTo(1);

        time.pass(Duration.ofSeconds(6));
        assertThat(order().status()).isEqualTo(401);
        assertThat(calls()).isEqualTo(2);
    }

    @Test
    @Tag("T11")
    void rolesThatChangedThereAreSeenWithinTheTimeToLive() {
        assertThat(get("/managers/1").status()).isEqualTo(403);
        gateway.users().roles("bob@example.com", List.of("Manager"));
        time.pass(OVER_TTL);
        assertThat(get("/managers/1").status()).isEqualTo(200);

        gateway.users().roles("bob@example.com", List.of());
        time.pass(OVER_TTL);
        assertThat(get("/managers/1").status()).isEqualTo(403);
    }

    @Test
    void rolesThatCannotBeHadDoNotFailTheLoginAndAreAskedForAgain() {
        gateway.users().roles("bob@example.com", List.of("Manager"));
        gateway.users().faults().set(Operation.ROLES, Fault.serverError());

        token = client.token("bob@example.com", "builder");
        assertThat(get("/managers/1").status()).isEqualTo(503);

        gateway.users().faults().clear();
        assertThat(get("/managers/1").received("X-User-Roles")).containsExactly("Manager");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "null", "\"Manager\"", "true"})
    void rolesThatAreNoListAre502(String roles) {
        time.pass(OVER_TTL);
        gateway.users().faults().set(Operation.ROLES, Fault.reply(200, Map.of(), roles));

        assertThat(get("/managers/1").status()).isEqualTo(502);
    }

    /** Whoever presents a token that the user server says is dead for roles, has none. */
    @Test
    void aTokenThatIsDeadForItsRolesIs401() {
        time.pass(OVER_TTL);
        gateway.users().faults().set(Operation.ROLES, Fault.error(400, 3064, "SECRET"));

        assertThat(order().status()).isEqualTo(401);
    }

    private Answer order() {
        return get("/orders/1");
    }

    private Answer get(String path) {
        return client.get(path, "user-token", token);
    }

    private CompletableFuture<Answer> orderLater() {
        return client.sendAsync("GET", "/orders/1", null, "user-token", token);
    }

    private static long calls() {
        return gateway.users().calls(Operation.VALIDATE);
    }

    private static double misses() {
        Matcher matcher = MISSES.matcher(gateway.admin().get("/metrics").body());
        return matcher.find() ? Double.parseDouble(matcher.group(1)) : 0;
    }
}
