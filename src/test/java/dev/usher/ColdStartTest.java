package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.TestClient.Answer;
import dev.usher.sandbox.Operation;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A gateway that has just started knows nobody, and everybody comes at once. */
class ColdStartTest {

    @RegisterExtension
    static final TestGateway gateway =
            TestGateway.usual().with("session", "{ keys: [MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=] }");

    @Test
    @Tag("T12")
    void aThousandFirstRequestsWithOneTokenAreOneQuestion() throws Exception {
        String token = gateway.client().aliceToken();
        Usher started = gateway.another();
        TestClient client = new TestClient(started.httpPort());
        gateway.users().resetCalls();

        List<CompletableFuture<Answer>> answers = IntStream.range(0, 1_000)
                .mapToObj(i -> client.sendAsync("GET", "/orders/1", null, "user-token", token))
                .toList();

        assertThat(answers)
                .allSatisfy(answer -> assertThat(answer.join().status()).isEqualTo(200));
        assertThat(gateway.users().calls(Operation.VALIDATE)).isEqualTo(1);
        assertThat(gateway.users().calls(Operation.ROLES)).isEqualTo(1);
        TestGateway.await(started.stop());
    }
}
