package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Requests are spread over the targets of a route as the file says. */
class BalanceTest {

    @RegisterExtension
    static final QuietLog log = new QuietLog();

    static final Replica a = new Replica("a");
    static final Replica b = new Replica("b");
    static final String BOTH = "target: [\"" + a.url() + "\", \"" + b.url() + "\"]";

    @RegisterExtension
    static final TestGateway gateway = TestGateway.usual()
            .route("/turns/**", "{ " + BOTH + ", auth: none }")
            .route("/least/**", "{ " + BOTH + ", auth: none, balance: least-requests }")
            .route("/key/**", "{ " + BOTH + ", auth: none, balance: \"hash:X-Cart\" }")
            .route("/user/**", "{ " + BOTH + ", auth: optional, balance: \"hash:x-user-id\" }");

    private static OneLoopClient client;

    @BeforeAll
    static void connect() {
        client = new OneLoopClient(gateway.vertx(), gateway.port());
    }

    @AfterEach
    void nothingIsLeftOver() {
        await().until(() -> Gauges.noRequestIsForwarded(gateway));
    }

    @AfterAll
    static void stop() {
        client.close();
        a.close();
        b.close();
    }

    @Test
    void targetsTakeTurns() {
        List<String> answers = bodies("/turns/1", 6);

        assertThat(answers).startsWith(answers.get(4), answers.get(5), answers.get(0), answers.get(1));
        assertThat(answers.get(0)).isNotEqualTo(answers.get(1));
    }

    @Test
    void aBusyTargetGetsLess() {
        int busyBefore = a.requests();
        int before = busyBefore + b.requests();
        Future<OneLoopClient.Answer> hanging = client.send(HttpMethod.GET, "/least/hang", null);
        await().until(() -> a.requests() + b.requests() > before);
        String busy = a.requests() > busyBefore ? "a" : "b";
        Set<String> others = new HashSet<>(bodies("/least/1", 10));

        assertThat(others).hasSize(1).doesNotContain(busy);
        a.release();
        b.release();
        assertThat(OneLoopClient.await(hanging).body()).isEqualTo(busy);
        assertThat(bodies("/least/1", 30)).as("when it is over").contains("a", "b");
    }

    @Test
    void theSameValueOfAHeaderGoesToTheSameTarget() {
        Set<String> used = new HashSet<>();
        for (int cart = 0; cart < 20; cart++) {
            Set<String> answers = new HashSet<>(bodies("/key/1", 3, "X-Cart", "cart-" + cart));
            assertThat(answers).hasSize(1);
            used.addAll(answers);
        }
        assertThat(used).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void withoutTheHeaderTargetsTakeTurns() {
        assertThat(bodies("/key/1", 6)).filteredOn("a"::equals).hasSize(3);
    }

    @Test
    void anIdentityHeaderCountsAsTheGatewayWritesItAndNotAsAClientDoes() {
        String token = gateway.client().aliceToken();
        Set<String> alice = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            alice.addAll(bodies("/user/1", 1, "authorization", "Bearer " + token, "x-user-id", "spoof-" + i));
        }

        assertThat(alice).hasSize(1);
        assertThat(bodies("/user/1", 6, "x-user-id", "spoof"))
                .as("without a user it is as if there were no header")
                .filteredOn("a"::equals)
                .hasSize(3);
    }

    private static List<String> bodies(String path, int count, String... headers) {
        List<String> bodies = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            bodies.add(client.get(path, headers).body());
        }
        return bodies;
    }
}
