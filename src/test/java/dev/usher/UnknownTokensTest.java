package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.TestClient.Answer;
import dev.usher.sandbox.Operation;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whoever makes tokens up neither tires the user server nor troubles anybody else. */
class UnknownTokensTest {

    private static final FakeTime time = new FakeTime();

    @RegisterExtension
    static final TestGateway natives = TestGateway.usual()
            .at(time, time)
            .with("trusted-proxies", "[127.0.0.1/32]")
            .with("auth", "{ url: USERS, timeout: 10s, whoami: services/Account/currentUser }")
            .with("session", "{ tokens: native, unknown-per-ip: 5/1m, max-entries: 10 }");

    @RegisterExtension
    static final TestGateway sealed = TestGateway.usual().at(time, time);

    private final TestClient client = natives.client();

    @BeforeEach
    void rest() {
        time.pass(Duration.ofMinutes(1));
        natives.users().resetCalls();
    }

    @Test
    void ofTokensThatCouldBeRightOneAddressHasAFewAskedAbout() {
        for (int i = 0; i < 5; i++) {
            assertThat(show("192.0.2.1", madeUp()).status()).isEqualTo(401);
        }
        for (int i = 0; i < 5; i++) {
            Answer refused = show("192.0.2.1", madeUp());
            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.header("retry-after")).isEqualTo("12");
        }
        assertThat(asked()).isEqualTo(5);
        assertThat(show("192.0.2.2", madeUp()).status()).isEqualTo(401);

        time.pass(Duration.ofSeconds(12));
        assertThat(show("192.0.2.1", madeUp()).status()).isEqualTo(401);
    }

    @Test
    void aTokenThatWasRefusedIsNotAskedAboutAndCostsNothing() {
        String token = madeUp();
        for (int i = 0; i < 20; i++) {
            assertThat(show("192.0.2.1", token).status()).isEqualTo(401);
        }
        assertThat(asked()).isEqualTo(1);
        assertThat(show("192.0.2.1", madeUp()).status()).isEqualTo(401);
    }

    @Test
    void manyWhoShowOneTokenAtOnceCountAsOne() {
        String token = madeUp();

        List<CompletableFuture<Answer>> answers = IntStream.range(0, 100)
                .mapToObj(i -> client.sendAsync("GET", "/orders/1", null, "user-token", token))
                .toList();

        assertThat(answers)
                .allSatisfy(answer -> assertThat(answer.join().status()).isEqualTo(401));
        assertThat(asked()).isEqualTo(1);
    }

    @Test
    void whoeverIsKnownGoesOnAtTheSameAddressAndIsNotPushedOut() {
        String token = client.token("bob@example.com", "builder");
        for (int i = 0; i < 200; i++) {
            show("192.0.2." + i % 50, madeUp());
        }
        natives.users().resetCalls();

        assertThat(show("192.0.2.1", token).status()).isEqualTo(200);
        assertThat(asked()).isZero();

        time.pass(Duration.ofSeconds(67));
        for (int i = 0; i < 10; i++) {
            show("192.0.2.1", madeUp());
        }
        assertThat(show("192.0.2.1", token).status()).isEqualTo(200);
    }

    @Test
    void aLogoutOfWhatNobodyKnowsCountsToo() {
        for (int i = 0; i < 5; i++) {
            assertThat(logout(madeUp())).isEqualTo(204);
        }
        assertThat(logout(madeUp())).isEqualTo(429);
        assertThat(natives.users().calls(Operation.LOGOUT)).isEqualTo(5);
        assertThat(logout("not a token")).isEqualTo(204);
    }

    @Test
    void aSealedTokenThatIsNoneIsSeenThroughHere() {
        String real = sealed.client().aliceToken();
        sealed.users().resetCalls();

        for (int i = 0; i < 200; i++) {
            String forged = real.substring(0, real.length() - 40) + madeUp();
            assertThat(sealed.client().get("/orders/1", "user-token", forged).status())
                    .isEqualTo(401);
        }

        assertThat(sealed.users().calls(Operation.VALIDATE)).isZero();
        assertThat(sealed.client().get("/orders/1", "user-token", real).status())
                .isEqualTo(200);
    }

    private Answer show(String address, String token) {
        return client.get("/orders/1", "x-forwarded-for", address, "user-token", token);
    }

    private int logout(String token) {
        return client.post("/auth/logout", "", "user-token", token).status();
    }

    private static String madeUp() {
        return UUID.randomUUID().toString();
    }

    private static long asked() {
        return natives.users().calls(Operation.VALIDATE);
    }
}
