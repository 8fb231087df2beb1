package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.usher.TestClient.Answer;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a service says beyond its answer, or before it is asked, answers nobody. */
class SurplusTest {

    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    @RegisterExtension
    static final QuietLog log = new QuietLog();

    static final RawService raw = RawService.start();

    @RegisterExtension
    static final TestGateway gateway =
            TestGateway.usual().route("/raw/**", "{ target: " + raw.url() + ", auth: none }");

    private final TestClient client = gateway.client();

    @AfterEach
    void nothingIsLeftOver() {
        await().until(() -> Gauges.noRequestIsForwarded(gateway));
    }

    @AfterAll
    static void stop() throws Exception {
        raw.close();
    }

    @Test
    void whatFollowsAnAnswerReachesNobody() {
        String extra = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nextra";
        raw.runs(connection -> {
            while (!connection.readHead().isEmpty()) {
                connection.say(OK + extra);
            }
        });

        for (int i = 0; i < 20; i++) {
            assertThat(client.get("/raw/" + i).body()).isEqualTo("ok");
        }
        try (RawClient pipelining = new RawClient(gateway.port())) {
            pipelining.say("GET /raw/1 HTTP/1.1\r\nHost: a\r\n\r\n".repeat(5)
                    + "GET /raw/1 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            assertThat(pipelining.readAll()).doesNotContain("extra").contains("ok");
        }
    }

    @Test
    void anAnswerBeforeTheRequestReachesNobody() {
        CountDownLatch early = new CountDownLatch(1);
        raw.runs(connection -> {
            connection.readHead();
            connection.say(OK);
            awaitQuietly(early);
            connection.say("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nearly");
            connection.awaitClose();
        });
        assertThat(client.get("/raw/1").body()).isEqualTo("ok");
        int kept = (int) Gauges.serviceConnections(gateway);

        early.countDown();

        await().until(() -> Gauges.serviceConnections(gateway) < kept);
        raw.answers(OK);
        assertThat(client.get("/raw/2").body()).isEqualTo("ok");
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Where it is not seen in time, it spoils the next answer on that connection, and then that one is none. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "HEAD | leaked",
                "HEAD | 'HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nleaked'",
                "DELETE | leaked",
            })
    void aBodyThatIsLongerThanItSaidReachesNobody(String method, String body) {
        raw.runs(connection -> {
            for (String head = connection.readHead(); !head.isEmpty(); head = connection.readHead()) {
                connection.say(head.startsWith(method) ? OK + body : OK);
            }
        });

        for (int i = 0; i < 10; i++) {
            Answer first = client.send(method, "/raw/1", null);
            if (!method.equals("HEAD") && first.status() == 502) {
                continue;
            }
            assertThat(first.status()).isEqualTo(200);
            assertThat(first.body()).doesNotContain("leaked");
            Answer next = client.get("/raw/2");
            if (next.status() == 502) {
                assertThat(next.body()).contains("service-gone").doesNotContain("leaked");
                next = client.get("/raw/2");
            }
            assertThat(next.status()).isEqualTo(200);
            assertThat(next.body()).isEqualTo("ok");
        }
    }
}
