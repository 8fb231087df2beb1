package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is too much is refused at once, and what was let in is served. */
class OverloadTest {

    @RegisterExtension
    static final TestGateway gateway = TestGateway.usual().with("limits", "{ requests: 1 }");

    /** One on each loop; which loop a connection gets is not ours to choose. */
    @Test
    void oneMoreThanALoopHoldsIsRefusedAtOnceAndTheNextIsServed() {
        TestClient client = gateway.client();
        int loops = Runtime.getRuntime().availableProcessors();
        List<CompletableFuture<TestClient.Answer>> all = new ArrayList<>();
        for (int i = 0; i < loops + 4; i++) {
            all.add(client.sendAsync("GET", "/public/1?delay=800", null));
        }
        List<TestClient.Answer> answers =
                all.stream().map(CompletableFuture::join).toList();

        assertThat(answers).filteredOn(answer -> answer.status() == 200).hasSizeBetween(1, loops);
        List<TestClient.Answer> refused =
                answers.stream().filter(answer -> answer.status() != 200).toList();
        assertThat(refused).isNotEmpty().allSatisfy(answer -> {
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.header("retry-after")).isEqualTo("1");
            assertThat(answer.json().get("code").asText()).isEqualTo("overloaded");
        });
        await().until(() -> client.get("/public/1").status() == 200);
        assertThat(Gauges.sum(gateway, "usher_requests_refused_total", "overload"))
                .isGreaterThanOrEqualTo(refused.size());
    }

    /** They last for hours and cost little; what counts is the request that asked for them. */
    @Test
    void openWebSocketsAreNotInProgress() throws Exception {
        TestClient client = gateway.client();
        int loops = Runtime.getRuntime().availableProcessors();
        List<TestSocket> open = new ArrayList<>();
        for (int i = 0; i < 3 * loops; i++) {
            open.add(TestSocket.open(gateway.port(), "/public/ws"));
        }

        assertThat(client.get("/public/1").status()).isEqualTo(200);
        for (TestSocket socket : open) {
            socket.close();
        }
    }
}
