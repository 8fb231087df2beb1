package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.TestClient.Answer;
import dev.usher.sandbox.Operation;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An address may try so many logins, whatever becomes of them, and others are as free as before. */
class AddressThrottleTest {

    private static final FakeTime time = new FakeTime();
    private static final String RESTORE = "/api/users/restorepassword/bob@example.com";

    @RegisterExtension
    static final TestGateway gateway = TestGateway.usual()
            .at(time, time)
            .with("trusted-proxies", "[127.0.0.1]")
            .with("login", "{ facade: [domain] }")
            .throttled("{}");

    private final Guesses guesses = Guesses.ofAnotherAddress(gateway.client());

    @BeforeEach
    void forgetTheTestBefore() {
        time.pass(Duration.ofMinutes(2));
    }

    @Test
    @Tag("T19")
    void oneAddressMayTryThirtyTimesWhateverItSucceedsIn() {
        for (int i = 0; i < 15; i++) {
            assertThat(guesses.login("somebody-" + i, "wrong").status()).isEqualTo(401);
            assertThat(guesses.login("alice@example.com", "wonderland").status())
                    .isEqualTo(200);
        }
        long asked = gateway.users().calls(Operation.LOGIN);
        double refusedBefore = refused("login-address");

        Answer refused = guesses.login("alice@example.com", "wonderland");

        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.header("retry-after")).isEqualTo("2");
        assertThat(refused.header("ratelimit-policy")).isEqualTo("\"login-address\";q=30;w=60");
        assertThat(refused.header("ratelimit")).isEqualTo("\"login-address\";r=0;t=60");
        assertThat(gateway.users().calls(Operation.LOGIN)).isEqualTo(asked);
        assertThat(refused("login-address")).isEqualTo(refusedBefore + 1);
        assertThat(guesses.from("203.0.113.9")
                        .login("alice@example.com", "wonderland")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aGuestIsALoginOfItsAddress() {
        for (int i = 0; i < 30; i++) {
            assertThat(guesses.post("/auth/guest", "").status()).isEqualTo(200);
        }

        assertThat(guesses.post("/auth/guest", "").status()).isEqualTo(429);
        assertThat(guesses.login("alice@example.com", "wonderland").status()).isEqualTo(429);
    }

    @Test
    @Tag("T19")
    void soIsOneOfTheFacade() {
        for (int i = 0; i < 15; i++) {
            assertThat(guesses.post("/api/users/login", "{\"login\":\"somebody-" + i + "\",\"password\":\"wrong\"}")
                            .status())
                    .isEqualTo(401);
            assertThat(guesses.post("/api/users/register/guest", "").status()).isEqualTo(200);
        }

        assertThat(guesses.post("/api/users/login", Logins.BODY).status()).isEqualTo(429);
        assertThat(guesses.post("/api/users/register/guest", "").status()).isEqualTo(429);
    }

    /** What needs no session, such as to register, or to have a password mailed. */
    @Test
    void soIsWhatNobodyAsksOfTheFacade() {
        String token = gateway.client().token("bob@example.com", "builder");
        for (int i = 0; i < 30; i++) {
            assertThat(guesses.get(RESTORE).status()).isEqualTo(200);
        }

        assertThat(guesses.get(RESTORE).status()).isEqualTo(429);
        assertThat(guesses.login("alice@example.com", "wonderland").status()).isEqualTo(429);
        assertThat(guesses.get(RESTORE, "user-token", token).status())
                .as("anybody gets a session, as a guest")
                .isEqualTo(429);
        assertThat(guesses.get("/api/users/userroles", "user-token", token).status())
                .isEqualTo(200);
    }

    /** Who has no tries left cannot use up those of an account. */
    @Test
    void whatIsRefusedForTheAddressIsNotTheAccounts() {
        for (int i = 0; i < 40; i++) {
            guesses.login("somebody-" + i, "wrong");
        }
        for (int i = 0; i < 10; i++) {
            assertThat(guesses.login("dave@example.com", "wrong").status()).isEqualTo(429);
        }

        assertThat(guesses.from("203.0.113.10")
                        .login("dave@example.com", "wrong")
                        .status())
                .isEqualTo(401);
    }

    @Test
    void addressesOfOneIpv6NetworkAreOne() {
        for (int i = 0; i < 30; i++) {
            assertThat(guesses.from("2001:db8::" + i)
                            .login("somebody-of-6-" + i, "wrong")
                            .status())
                    .isEqualTo(401);
        }

        assertThat(guesses.from("2001:db8::abcd")
                        .login("alice@example.com", "wonderland")
                        .status())
                .isEqualTo(429);
        assertThat(guesses.from("2001:db8:0:1::1")
                        .login("alice@example.com", "wonderland")
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"login\":\"alice@example.com\"}", "{", "[]", "{\"login\":[],\"password\":\"x\"}"})
    void whatIsNoLoginCountsForTheAddress(String body) {
        for (int i = 0; i < 30; i++) {
            assertThat(guesses.post("/auth/login", body).status()).isEqualTo(400);
        }

        assertThat(guesses.login("alice@example.com", "wonderland").status()).isEqualTo(429);
    }

    private static double refused(String limit) {
        return Gauges.sum(gateway, "usher_requests_refused_total", limit);
    }
}
