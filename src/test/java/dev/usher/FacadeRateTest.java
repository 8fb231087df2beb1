package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.TestClient.Answer;
import dev.usher.sandbox.Operation;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How often the facade may be asked: as any route, and no oftener for a password than anywhere else. */
class FacadeRateTest {

    private static final String ROOT = "/DEMO-APP/DEMO-KEY";

    @RegisterExtension
    static final TestGateway rated =
            TestGateway.usual().with("defaults", "{ limits: { rate: 1/1m } }").with("login", "{ facade: ids }");

    @RegisterExtension
    static final TestGateway throttled = TestGateway.usual()
            .throttled("{ per-account: 2/1m, per-ip: off }")
            .with("login", "{ facade: [ids, domain] }");

    @Test
    void everyCallCountsForTheRateOfRoutes() {
        rated.client().get(ROOT + "/info");
        rated.users().resetCalls();

        assertTooMany(rated.client().get(ROOT + "/info"));
        assertTooMany(rated.client().get(ROOT + "/users/userroles"));
        assertTooMany(rated.client().get(ROOT + "/users/logout"));
        assertTooMany(rated.client().get(ROOT + "/users/isvalidusertoken/a"));
        assertTooMany(rated.client().post(ROOT + "/users/login", Logins.BODY));
        assertTooMany(rated.client().post(ROOT + "/users/register/guest", ""));
        assertThat(rated.users().calls(Operation.LOGIN)).isZero();
    }

    @Test
    @Tag("T19")
    void aPasswordIsGuessedAFewTimesOnlyWhereverThatIsTried() {
        String wrong = Logins.BODY.replace("wonderland", "wrong");
        throttled.users().resetCalls();

        assertThat(throttled.client().post(ROOT + "/users/login", wrong).status())
                .isEqualTo(401);
        assertThat(throttled.client().post("/api/users/login/", wrong).status()).isEqualTo(401);
        assertTooMany(throttled.client().post(ROOT + "/users/login", wrong));
        assertTooMany(throttled.client().post("/api/Users/LOGIN", Logins.BODY));
        assertThat(throttled.client().post("/auth/login", wrong).status()).isEqualTo(429);
        assertThat(throttled.users().calls(Operation.LOGIN)).isEqualTo(2);
    }

    private static void assertTooMany(Answer answer) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(429);
        assertThat(answer.json().get("code").asInt()).isEqualTo(999);
        assertThat(answer.header("retry-after")).matches("[1-9][0-9]*");
    }
}
