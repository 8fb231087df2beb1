package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.TestClient.Answer;
import dev.usher.sandbox.Fault;
import dev.usher.sandbox.Operation;
import dev.usher.sandbox.SandboxSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A password cannot be guessed here: after a few wrong ones the user server hears of no more. */
class LoginThrottleTest {

    private static final FakeTime time = new FakeTime();

    @RegisterExtension
    static final TestGateway gateway = TestGateway.usual()
            .at(time, time)
            .with("trusted-proxies", "[127.0.0.1]")
            .with("login", "{ facade: [domain] }")
            .throttled("{}");

    private final SandboxSettings usual = gateway.users().settings();

    private final Guesses guesses = Guesses.ofAnotherAddress(gateway.client());

    @BeforeEach
    void forgetTheTestBefore() {
        time.pass(Duration.ofMinutes(2));
    }

    @AfterEach
    void mend() {
        gateway.users().settings(usual);
    }

    @ParameterizedTest
    @ValueSource(strings = {"alice@example.com", "nobody@example.com"})
    @Tag("T19")
    void afterFiveWrongPasswordsNobodyIsAskedAndAllAreToldTheSame(String login) {
        for (int i = 0; i < 5; i++) {
            Answer wrong = guesses.login(login, "wrong");
            assertThat(wrong.status()).isEqualTo(401);
            assertThat(wrong.json().get("code").asInt()).isEqualTo(3003);
        }
        long asked = gateway.users().calls(Operation.LOGIN);

        Answer refused = guesses.login(login, "wonderland");

        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.header("retry-after")).isEqualTo("12");
        assertThat(refused.header("ratelimit-policy")).isEqualTo("\"login-account\";q=5;w=60");
        assertThat(refused.header("ratelimit")).isEqualTo("\"login-account\";r=0;t=60");
        assertThat(((ObjectNode) refused.json()).without("instance").toString())
                .isEqualTo("{\"type\":\"about:blank\",\"title\":\"Too Many Requests\",\"status\":429,"
                        + "\"detail\":\"too many requests, try again later\",\"code\":\"rate-limited\","
                        + "\"message\":\"too many requests, try again later\"}");
        assertThat(gateway.users().calls(Operation.LOGIN)).isEqualTo(asked);
    }

    @Test
    void itTripsBeforeTheUserServerLocksTheAccount() {
        gateway.users().settings(usual.withFailedLoginsLock(10, Duration.ofHours(1)));
        for (int i = 0; i < 100; i++) {
            guesses.from("203.0.113." + i).login("bob@example.com", "wrong");
        }
        time.pass(Duration.ofSeconds(12));

        assertThat(guesses.login("bob@example.com", "builder").status()).isEqualTo(200);
    }

    @Test
    @Tag("T19")
    void spellingsOfAnAccountShareItsBucket() {
        for (String spelling : List.of(
                "carol@example.com",
                "Carol@Example.com",
                " carol@example.com ",
                "\uff43arol@example.com",
                "CAROL@EXAMPLE.COM\u3000")) {
            assertThat(guesses.login(spelling, "wrong").status()).isEqualTo(401);
        }

        assertThat(guesses.login("carol@example.com", "wrong").status()).isEqualTo(429);
        assertThat(guesses.login("carol@example.org", "wrong").status()).isEqualTo(401);
    }

    @Test
    void soDoSpellingsOfANumber() {
        for (String spelling : List.of("815", "815.0", "8.15e2", "8150E-1", "\"815\"")) {
            assertThat(guesses.post("/auth/login", "{\"login\":" + spelling + ",\"password\":\"wrong\"}")
                            .status())
                    .isEqualTo(401);
        }

        assertThat(guesses.post("/auth/login", "{\"login\":815.00,\"password\":\"wrong\"}")
                        .status())
                .isEqualTo(429);
        assertThat(guesses.post("/auth/login", "{\"login\":1e2147483647,\"password\":\"wrong\"}")
                        .status())
                .isLessThan(500);
    }

    @Test
    void aRightPasswordBeginsAnew() {
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 4; i++) {
                assertThat(guesses.login("alice@example.com", "wrong").status()).isEqualTo(401);
            }
            assertThat(guesses.login("alice@example.com", "wonderland").status())
                    .isEqualTo(200);
        }
    }

    /** A user server that is too slow to say so may have counted it all the same. */
    @Test
    void whatWasSentCountsForTheAccountThoughNobodyAnswered() {
        gateway.users().faults().set(Operation.LOGIN, Fault.serverError());
        for (int i = 0; i < 5; i++) {
            assertThat(guesses.login("erin@example.com", "wrong").status()).isEqualTo(503);
        }

        assertThat(guesses.login("erin@example.com", "wrong").status()).isEqualTo(429);
    }

    @Test
    void whatWasNotSentDoesNot() {
        gateway.users().faults().next(1, Operation.LOGIN, Fault.reply(503, Map.of("Retry-After", "20"), ""));
        assertThat(guesses.login("grace@example.com", "wrong").status()).isEqualTo(503);
        for (int i = 0; i < 20; i++) {
            Logins.assertHeldBack(guesses.login("grace@example.com", "wrong"), "user-server-paused", 20);
        }
        time.pass(Duration.ofSeconds(20));

        assertThat(guesses.login("grace@example.com", "wrong").status()).isEqualTo(401);
    }

    /** A person reads it where the password was typed. */
    @ParameterizedTest
    @CsvSource({"203.0.113.20, heidi-%d@example.com, 30, 2", "203.0.113.21, ivan@example.com, 5, 12"})
    void aFormIsShownAgainAndSaysSo(String from, String login, int tries, String retryAfter) {
        for (int i = 0; i < tries; i++) {
            assertThat(form(from, login.formatted(i)).status()).isEqualTo(401);
        }

        Answer page = form(from, login.formatted(tries));

        assertThat(page.status()).isEqualTo(429);
        assertThat(page.header("retry-after")).isEqualTo(retryAfter);
        assertThat(page.header("ratelimit")).contains("r=0");
        assertThat(page.header("content-type")).isEqualTo("text/html; charset=utf-8");
        assertThat(page.body())
                .contains("Too many attempts. Try again in " + retryAfter + " seconds.", "value=\"/orders/1\"")
                .contains("value=\"" + login.formatted(tries) + "\"");
    }

    @Test
    void manyAtOnceAreNoMoreThanManyInTurn() {
        Fault.Held held = Fault.hold();
        gateway.users().faults().set(Operation.LOGIN, held);
        long asked = gateway.users().calls(Operation.LOGIN);

        List<CompletableFuture<Answer>> answers = IntStream.range(0, 20)
                .mapToObj(i -> guesses.loginLater("frank@example.com", "wrong-" + i))
                .toList();
        Await.until(() -> answers.stream().filter(CompletableFuture::isDone).count() == 15);
        held.release();

        assertThat(answers.stream().map(CompletableFuture::join).map(Answer::status))
                .containsOnly(401, 429);
        assertThat(gateway.users().calls(Operation.LOGIN)).isEqualTo(asked + 5);
    }

    private Answer form(String from, String login) {
        return guesses.from(from)
                .post(
                        "/auth/login",
                        "login=" + login + "&password=wrong&return_to=/orders/1",
                        "content-type",
                        "application/x-www-form-urlencoded",
                        "accept",
                        "text/html");
    }
}
