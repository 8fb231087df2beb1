package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.usher.TestClient.Answer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Targets that fail get no requests, and what failed at one is tried at another where that does no harm. */
class EjectionTest {

    @RegisterExtension
    static final QuietLog log = new QuietLog();

    static final Replica well = new Replica("well");
    static final Replica dying = new Replica("dying");
    static final Replica only = new Replica("only");
    static final Replica checked = new Replica("checked");
    static final Replica lonely = new Replica("lonely");

    @RegisterExtension
    static final TestGateway gateway = TestGateway.usual()
            .route("/two/**", "{ target: [\"" + well.url() + "\", \"" + dying.url() + "\"], auth: none }")
            .route("/once/**", "{ target: [\"" + well.url() + "\", \"" + dying.url() + "\"], auth: none, retries: 0 }")
            .route("/only/**", "{ target: \"" + only.url() + "\", auth: none, retries: 3 }")
            .route(
                    "/checked/**",
                    "{ target: [\"" + well.url() + "\", \"" + checked.url() + "\"], auth: none, " + health())
            .route("/lonely/**", "{ target: \"" + lonely.url() + "\", auth: none, " + health());

    private static String health() {
        return "health: { path: /healthz, every: 50ms, timeout: 1s, healthy: 2, unhealthy: 2 } }";
    }

    private final TestClient client = gateway.client();

    @AfterEach
    void everybodyIsWellAgain() {
        await().until(() -> Gauges.noRequestIsForwarded(gateway));
    }

    @AfterAll
    static void stop() {
        List.of(well, dying, only, checked, lonely).forEach(Replica::close);
    }

    @Test
    void aTargetThatDiesCostsNoRequestAndComesBackWhenItAnswers() {
        dying.stop();
        for (int i = 0; i < 30; i++) {
            assertThat(client.get("/two/1").body()).isEqualTo("well");
            assertThat(client.post("/two/1", "a body, of which nothing was sent")
                            .body())
                    .isEqualTo("well");
        }
        assertThat(Gauges.sum(gateway, "usher_service_retries_total", "/two/")).isPositive();
        assertThat(Gauges.sum(gateway, "usher_service_ejections_total", "/two/"))
                .isPositive();
        assertThat(Gauges.sum(gateway, "usher_service_target_ejected", "/two/")).isEqualTo(1);

        dying.start();
        await().until(() -> client.get("/two/1").body().equals("dying"));
        await().until(() -> Gauges.sum(gateway, "usher_service_target_ejected", "/two/") == 0);
    }

    @Test
    void withoutRetriesFailuresShowUntilTheTargetIsOut() {
        dying.stop();
        List<Integer> statuses = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            statuses.add(client.get("/once/1").status());
        }
        dying.start();

        assertThat(statuses).filteredOn(status -> status == 502).hasSizeBetween(5, 8);
        await().until(() -> client.get("/once/1").body().equals("dying"));
    }

    @Test
    void theOnlyTargetIsAlwaysTriedAndOnlyOnceWhenItRefuses() {
        only.stop();
        for (int i = 0; i < 10; i++) {
            Answer answer = client.get("/only/1");
            assertThat(answer.status()).isEqualTo(502);
            assertThat(answer.json().get("code").asText()).isEqualTo("service-gone");
        }
        assertThat(Gauges.sum(gateway, "usher_service_retries_total", "/only/")).isZero();

        only.start();
        assertThat(client.get("/only/1").body()).isEqualTo("only");
    }

    @Test
    void aTargetThatIsUnhealthyGetsNoRequestsUntilItIsHealthy() {
        checked.health(500);
        await().until(() -> Gauges.sum(gateway, "usher_service_target_healthy", checked.url()) == 0);
        int before = checked.requests();
        for (int i = 0; i < 10; i++) {
            assertThat(client.get("/checked/1").body()).isEqualTo("well");
        }
        assertThat(checked.requests()).isEqualTo(before);

        checked.health(204);
        await().until(() -> client.get("/checked/1").body().equals("checked"));
    }

    @Test
    void noHealthyTargetIs503() {
        assertThat(client.get("/lonely/1").status()).isEqualTo(200);
        lonely.stop();
        await().until(() -> client.get("/lonely/1").status() == 503);

        Answer answer = client.get("/lonely/1");
        assertThat(answer.json().get("code").asText()).isEqualTo("service-unhealthy");
        assertThat(answer.header("retry-after")).isNotNull();

        lonely.start();
        await().until(() -> client.get("/lonely/1").status() == 200);
    }
}
