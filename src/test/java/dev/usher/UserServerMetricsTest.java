package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.sandbox.Fault;
import dev.usher.sandbox.Operation;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the numbers say about the user server and about what is remembered of its answers. */
class UserServerMetricsTest {

    private static final List<String> OUTCOMES = List.of("ok", "refused", "unavailable", "throttled", "nonsense");

    @RegisterExtension
    static final TestGateway gateway = TestGateway.usual();

    private final TestClient client = gateway.client();

    @Test
    void callsToTheUserServerAreCountedByWhatCameOfThem() {
        double[] before = counts();

        client.aliceToken();
        client.login("alice@example.com", "wrong");
        gateway.users().faults().set(Operation.LOGIN, Fault.serverError());
        client.login("alice@example.com", "wonderland");
        gateway.users().faults().set(Operation.LOGIN, Fault.reply(429, Map.of(), ""));
        client.login("alice@example.com", "wonderland");
        gateway.users().faults().set(Operation.LOGIN, Fault.html());
        client.login("alice@example.com", "wonderland");

        double[] after = counts();
        for (int i = 0; i < OUTCOMES.size(); i++) {
            assertThat(after[i] - before[i]).as(OUTCOMES.get(i)).isEqualTo(1);
        }
    }

    private static double[] counts() {
        return OUTCOMES.stream()
                .mapToDouble(outcome -> Gauges.sum(
                        gateway, "usher_userserver_calls_total", "operation=\"login\",outcome=\"" + outcome + "\""))
                .toArray();
    }

    @Test
    void theSessionsThatAreRememberedAreCounted() {
        double before = Gauges.sum(gateway, "usher_session_cache_size", "");
        String token = client.aliceToken();
        assertThat(Gauges.sum(gateway, "usher_session_cache_size", "")).isEqualTo(before + 1);

        client.post("/auth/logout", "", "user-token", token);

        assertThat(Gauges.sum(gateway, "usher_session_cache_size", "")).isEqualTo(before);
    }
}
