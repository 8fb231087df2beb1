package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.usher.TestClient.Answer;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a service says beyond its answer, or before it is asked, answers nobody. */
class SurplusTest {

    private static final String EMPTY = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n";
    private static final String OK = EMPTY + "ok";
    private static final String NO_CONTENT = "HTTP/1.1 204 No Content\r\n\r\n";

    @RegisterExtension
    static final QuietLog log = new QuietLog();

    @RegisterExtension
    static final RawService raw = RawService.start();

    @RegisterExtension
    static final TestGateway gateway = TestGateway.usual()
            .route("/raw/**", "{ target: " + raw.url() + ", auth: none }")
            .route("/only/**", "{ target: \"" + raw.url() + "/\", auth: none, pool: { connections: 1 } }");

    private final TestClient client = gateway.client();

    @AfterEach
    void nothingIsLeftOver() {
        await().until(() -> Gauges.noRequestIsForwarded(gateway));
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

    static List<Arguments> beyond() {
        return List.of(
                arguments("GET", OK, "leaked"),
                arguments("GET", OK, "\r\n"),
                arguments("HEAD", OK, "leaked"),
                arguments("HEAD", OK, "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nleaked"),
                arguments("HEAD", OK, "HTTP/1.1 200 OK\r\nX-Leaked: 1\r\n"),
                arguments("HEAD", OK, "HTTP/1.1 200 OK\r\nX-Leaked: 1\r\nX-More:"),
                arguments("HEAD", OK, "HTTP/1.1 200"),
                arguments("GET", NO_CONTENT, "ok"),
                arguments("GET", NO_CONTENT, "H"),
                arguments("DELETE", OK, "leaked"));
    }

    /** Not even what is no whole message yet: it would be the beginning of the next answer. */
    @ParameterizedTest
    @MethodSource("beyond")
    void whatIsBeyondAnAnswerEndsTheConnectionAndNothingElse(String method, String answer, String more) {
        raw.runs(connection -> {
            for (String head = connection.readHead(); !head.isEmpty(); head = connection.readHead()) {
                connection.say(head.contains("/raw/first") ? answer + more : OK);
            }
        });

        for (int i = 0; i < 10; i++) {
            Answer first = client.send(method, "/raw/first", null);
            Answer next = client.post("/raw/next", "once");

            assertThat(answer).startsWith("HTTP/1.1 " + first.status());
            assertThat(first.body()).isEqualTo(method.equals("HEAD") || first.status() == 204 ? "" : "ok");
            assertThat(next.status()).isEqualTo(200);
            assertThat(next.body()).isEqualTo("ok");
            assertThat(next.headers()).doesNotContainKey("x-leaked");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"H", "HTTP/1.1 200 OK\r\n", "\r\n"})
    void whatIsSaidOnAKeptConnectionEndsIt(String surplus) {
        CountDownLatch early = new CountDownLatch(1);
        raw.runs(connection -> {
            connection.readHead();
            connection.say(OK);
            awaitQuietly(early);
            connection.say(surplus);
            connection.awaitClose();
        });
        assertThat(client.get("/raw/1").body()).isEqualTo("ok");
        int kept = (int) Gauges.serviceConnections(gateway);

        early.countDown();

        await().until(() -> Gauges.serviceConnections(gateway) < kept);
    }

    @Test
    void aConnectionWithNothingBeyondItsAnswersIsKept() {
        raw.runs(connection -> {
            for (String head = connection.readHead(); !head.isEmpty(); head = connection.readHead()) {
                connection.say(head.startsWith("DELETE") ? NO_CONTENT : head.startsWith("HEAD") ? EMPTY : OK);
            }
        });

        for (int i = 0; i < 5; i++) {
            assertThat(client.get("/raw/1").body()).isEqualTo("ok");
            assertThat(client.send("HEAD", "/raw/1", null).header("content-length"))
                    .isEqualTo("2");
            assertThat(client.send("DELETE", "/raw/1", null).status()).isEqualTo(204);
        }
        assertThat(raw.connections()).isLessThanOrEqualTo(Runtime.getRuntime().availableProcessors());
    }

    /** Who waits for the connection must not get what was said before he asked. */
    @Test
    @Tag("T21")
    void whoIsNextInLineDoesNotGetWhatFollowsAnAnswer() {
        CountDownLatch release = new CountDownLatch(1);
        raw.runs(connection -> {
            for (String head = connection.readHead(); !head.isEmpty(); head = connection.readHead()) {
                if (head.contains("/only/first")) {
                    awaitQuietly(release);
                    connection.say(OK + "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nleaked");
                } else {
                    connection.say(OK);
                }
            }
        });
        try (OneLoopClient two = new OneLoopClient(gateway.vertx(), gateway.port())) {
            Future<OneLoopClient.Answer> first = two.send(HttpMethod.GET, "/only/first", null);
            await().until(() -> raw.connections() == 1);
            Future<OneLoopClient.Answer> next = two.send(HttpMethod.POST, "/only/next", "once");
            await().until(() -> waiting() == 1);

            release.countDown();

            assertThat(OneLoopClient.await(first).body()).isEqualTo("ok");
            assertThat(OneLoopClient.await(next).body()).isEqualTo("ok");
        }
    }

    private static double waiting() {
        return Gauges.sum(gateway, "usher_service_requests_waiting", "");
    }
}
