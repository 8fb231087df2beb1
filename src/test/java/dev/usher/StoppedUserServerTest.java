package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.TestClient.Answer;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Nobody listens any more where the user server was. */
class StoppedUserServerTest {

    private static final FakeTime time = new FakeTime();

    @RegisterExtension
    static final TestGateway gateway = TestGateway.usual()
            .at(time, time)
            .with("session", "{ keys: [MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=] }");

    private final TestClient client = gateway.client();

    @Test
    @Tag("T13")
    void knownSessionsGoOnForAWhileAndAllOthersAreToldToWait() throws Exception {
        Usher elsewhere = gateway.another();
        String known = client.aliceToken();
        String unknown = new TestClient(elsewhere.httpPort()).token("bob@example.com", "builder");
        TestGateway.await(elsewhere.stop());
        TestGateway.await(gateway.users().close());
        time.pass(Duration.ofSeconds(67));

        for (int second = 67; second < 300; second++) {
            Answer order = order(known);
            assertThat(order.status()).isEqualTo(200);
            assertThat(order.header("x-auth-age")).isEqualTo(String.valueOf(second));
            time.pass(Duration.ofSeconds(1));
        }
        assertAnswersNothing(order(known));
        assertAnswersNothing(order(unknown));
        assertAnswersNothing(client.login("bob@example.com", "builder"));
        assertThat(client.get("/public/1", "user-token", known).status()).isEqualTo(200);
    }

    private Answer order(String token) {
        return client.get("/orders/1", "cookie", "__Host-session=" + token);
    }

    /** And takes nobody's cookie away. */
    private static void assertAnswersNothing(Answer answer) {
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("retry-after")).isNotNull();
        assertThat(answer.header("set-cookie")).isNull();
    }
}
