package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.TestClient.Answer;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A route's rate is one user's or one address's, and whoever is over it is told when to come back. */
class RateLimitTest {

    private static final FakeTime time = new FakeTime();

    @RegisterExtension
    static final TestGateway gateway = TestGateway.usual()
            .at(time, time)
            .with("trusted-proxies", "[127.0.0.1]")
            .route("/often/**", "{ target: ECHO, limits: { rate: 2/10s } }")
            .route("/address/**", "{ target: ECHO, limits: { rate: 1/10s, per: address } }")
            .route("/open/**", "{ target: ECHO, auth: none, limits: { rate: 2/10s, per: address, body: 10B } }");

    private final TestClient client = gateway.client();

    @Test
    void eachUserHasABucketThatFillsAgain() {
        String alice = client.aliceToken();
        String bob = client.token("bob@example.com", "builder");

        double before = Gauges.sum(gateway, "usher_requests_refused_total", "rate");

        Answer first = client.get("/often/1", "user-token", alice);
        assertThat(first.status()).isEqualTo(200);
        assertThat(first.header("ratelimit-policy")).isEqualTo("\"user\";q=2;w=10");
        assertThat(first.header("ratelimit")).isEqualTo("\"user\";r=1;t=5");
        assertThat(client.get("/often/1", "user-token", alice).status()).isEqualTo(200);

        Answer refused = client.get("/often/1", "user-token", alice);
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.json().get("code").asText()).isEqualTo("rate-limited");
        assertThat(refused.header("retry-after")).isEqualTo("5");
        assertThat(refused.header("ratelimit")).isEqualTo("\"user\";r=0;t=10");

        assertThat(client.get("/often/1", "user-token", bob).status()).isEqualTo(200);
        assertThat(client.get("/orders/1", "user-token", alice).status()).isEqualTo(200);
        time.pass(Duration.ofSeconds(5));
        assertThat(client.get("/often/1", "user-token", alice).status()).isEqualTo(200);
        assertThat(Gauges.sum(gateway, "usher_requests_refused_total", "rate")).isEqualTo(before + 1);
    }

    @Test
    void anAddressIsTheClientsAndOfIpv6ItsNetwork() {
        assertThat(open("192.0.2.1")).isEqualTo(200);
        assertThat(open("192.0.2.1")).isEqualTo(200);
        assertThat(open("192.0.2.1")).isEqualTo(429);
        assertThat(open("192.0.2.2")).isEqualTo(200);

        assertThat(open("2001:db8::1")).isEqualTo(200);
        assertThat(open("2001:db8::2")).isEqualTo(200);
        assertThat(open("2001:db8::3")).isEqualTo(429);
        assertThat(open("2001:db8:0:1::1")).isEqualTo(200);
    }

    @Test
    void whoeverComesFromOneAddressSharesItWhereTheFileSaysSo() {
        String[] from = {"x-forwarded-for", "192.0.2.77"};
        String alice = client.aliceToken();
        String bob = client.token("bob@example.com", "builder");

        assertThat(client.get("/address/1", TestClient.with(from, "user-token", alice))
                        .status())
                .isEqualTo(200);
        assertThat(client.get("/address/1", TestClient.with(from, "user-token", bob))
                        .status())
                .isEqualTo(429);
        assertThat(open("192.0.2.77")).as("each route has its own").isEqualTo(200);
    }

    @Test
    void whoComesBackWhenToldSoIsLetIn() {
        open("192.0.2.78");
        open("192.0.2.78");
        time.pass(Duration.ofMillis(1_500));

        Answer refused = client.get("/open/1", "x-forwarded-for", "192.0.2.78");

        assertThat(refused.header("retry-after")).isEqualTo("4");
        assertThat(refused.header("ratelimit")).isEqualTo("\"address\";r=0;t=9");
        time.pass(Duration.ofSeconds(4));
        assertThat(open("192.0.2.78")).isEqualTo(200);
    }

    @Test
    void aRoutesLimitOfTheBodyIsItsBody() {
        assertThat(client.post("/open/1", "12345678901", "x-forwarded-for", "192.0.2.9")
                        .status())
                .isEqualTo(413);
        assertThat(client.post("/open/1", "1234567890", "x-forwarded-for", "192.0.2.9")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void whoIsNotLetInAtAllUsesNothingUp() {
        for (int i = 0; i < 4; i++) {
            assertThat(client.get("/often/1").status()).isEqualTo(401);
        }
    }

    private int open(String address) {
        return client.get("/open/1", "x-forwarded-for", address).status();
    }
}
