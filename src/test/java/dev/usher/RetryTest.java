package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a request costs when connections to its service close: nothing where it can be sent again, RFC 9110 9.2.2. */
class RetryTest {

    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    private static final int REQUESTS = 10_000;
    private static final int AT_ONCE = 50;

    @RegisterExtension
    static final QuietLog log = new QuietLog();

    @RegisterExtension
    static final RawService raw = RawService.start();

    static final Closing closing = new Closing();

    @RegisterExtension
    static final TestGateway gateway = TestGateway.usual()
            .route("/raw/**", "{ target: " + raw.url() + ", auth: none }")
            .route("/thrice/**", "{ target: " + raw.url() + ", auth: none, retries: 3 }")
            .route("/never/**", "{ target: " + raw.url() + ", auth: none, retries: 0 }")
            .route("/closing/**", "{ target: " + closing.url() + ", auth: none, retries: 0 }");

    private final TestClient client = gateway.client();

    /** Answers everything, but closes a connection after, at or before any request but its first. */
    static final class Closing implements AutoCloseable {
        private final Vertx vertx = Vertx.vertx();
        private final Random random = new Random(42);
        private final Set<HttpConnection> known = ConcurrentHashMap.newKeySet();
        private final Map<String, AtomicInteger> processed = new ConcurrentHashMap<>();
        private final HttpServer server = OneLoopClient.await(
                vertx.createHttpServer().requestHandler(this::answer).listen(0, "127.0.0.1"));

        String url() {
            return "http://127.0.0.1:" + server.actualPort();
        }

        private void answer(HttpServerRequest request) {
            processed
                    .computeIfAbsent(request.path(), path -> new AtomicInteger())
                    .incrementAndGet();
            HttpConnection connection = request.connection();
            int dice = random.nextInt(100);
            if (!known.add(connection) && dice < 2) {
                connection.close();
                return;
            }
            request.bodyHandler(body -> request.response().end("ok").onSuccess(sent -> {
                if (dice < 10) {
                    connection.close();
                } else if (dice < 30) {
                    vertx.setTimer(1 + random.nextInt(3), later -> connection.close());
                }
            }));
        }

        @Override
        public void close() {
            OneLoopClient.await(vertx.close());
        }
    }

    @AfterEach
    void nothingIsLeftOver() {
        await().until(() -> Gauges.noRequestIsForwarded(gateway));
    }

    @AfterAll
    static void stop() throws Exception {
        closing.close();
    }

    @Test
    void aServiceThatClosesConnectionsAtAnyMomentCostsNoRequestThatCanBeRepeated() {
        List<Integer> statuses = sendMany(HttpMethod.GET, "/closing/get/", null, REQUESTS);

        assertThat(statuses).hasSize(REQUESTS).containsOnly(200);
        assertThat(closing.processed.values())
                .extracting(AtomicInteger::get)
                .contains(2)
                .allMatch(times -> times <= 3);
    }

    @Test
    void noPostIsProcessedTwiceWhateverTheServiceCloses() {
        List<Integer> statuses = sendMany(HttpMethod.POST, "/closing/post/", "small", REQUESTS / 5);

        assertThat(statuses).hasSize(REQUESTS / 5).containsOnly(200, 502);
        long lost = statuses.stream().filter(status -> status == 502).count();
        assertThat(lost).as("only what met one of the third that close").isLessThan(REQUESTS / 15);
        assertThat(closing.processed).allSatisfy((path, times) -> {
            if (path.startsWith("/closing/post/")) {
                assertThat(times.get()).as(path).isEqualTo(1);
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "OPTIONS", "PUT", "DELETE"})
    void aConnectionThatClosesBeforeItsAnswerIsTriedOnceMore(String method) {
        failsFirst(1);

        assertThat(client.send(method, "/raw/1", null).status()).isEqualTo(200);
        assertThat(raw.connections()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PATCH"})
    void whatMayHaveChangedSomethingIsSentOnce(String method) {
        failsFirst(1);

        assertThat(client.send(method, "/raw/1", null).status()).isEqualTo(502);
        assertThat(raw.connections()).isEqualTo(1);
    }

    @Test
    void aBodyIsSentOnce() {
        failsFirst(1);

        assertThat(client.send("PUT", "/raw/1", "body").status()).isEqualTo(502);
        assertThat(raw.connections()).isEqualTo(1);
    }

    /** They are not kept for another time. */
    @Test
    void whatHadTrailersIsSentOnce() {
        String put = "PUT /raw/1 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n";
        for (boolean trailed : new boolean[] {false, true}) {
            failsFirst(1);
            try (RawClient connection = new RawClient(gateway.port())) {
                assertThat(connection
                                .say(put + (trailed ? "X-Sum: 1\r\n\r\n" : "\r\n"))
                                .readHead())
                        .startsWith("HTTP/1.1 " + (trailed ? 502 : 200));
            }
            assertThat(raw.connections()).isEqualTo(trailed ? 1 : 2);
        }
    }

    @Test
    void aRequestIsSentThreeTimesAtMost() {
        failsFirst(2);
        assertThat(client.get("/raw/1").status()).isEqualTo(502);
        assertThat(raw.connections()).isEqualTo(2);

        failsFirst(10);
        assertThat(client.get("/thrice/1").status()).isEqualTo(502);
        assertThat(raw.connections()).isEqualTo(3);

        failsFirst(1);
        assertThat(client.get("/never/1").status()).isEqualTo(502);
        assertThat(raw.connections()).isEqualTo(1);
    }

    @Test
    void nothingIsSentAgainOnceAnAnswerBegan() {
        raw.answers("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");

        try (RawClient connection = new RawClient(gateway.port())) {
            connection.say("GET /thrice/1 HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(connection.readAll()).endsWith("\r\n\r\nhalf");
        }
        assertThat(raw.connections()).isEqualTo(1);
    }

    /** Servers close connections that are silent; a request that can be sent only once does not meet that moment. */
    @Test
    void aPostOrABodyDoesNotUseAConnectionThatWasSilentForLong() {
        CountDownLatch putCame = new CountDownLatch(1);
        raw.runs(connection -> {
            for (String head = connection.readHead(); !head.isEmpty(); head = connection.readHead()) {
                if (head.startsWith("PUT")) {
                    putCame.countDown();
                } else if (head.contains("/raw/until-put")) {
                    awaitQuietly(putCame);
                }
                connection.say(OK);
            }
        });
        try (OneLoopClient oneLoop = new OneLoopClient(gateway.vertx(), gateway.port())) {
            oneLoop.get("/raw/1");
            OneLoopClient.await(oneLoop.send(HttpMethod.POST, "/raw/1", null));
            assertThat(raw.connections()).as("at once").isEqualTo(1);

            long since = System.nanoTime();
            await().until(() ->
                    System.nanoTime() - since > Duration.ofMillis(1_100).toNanos());
            oneLoop.get("/raw/1");
            assertThat(raw.connections()).isEqualTo(1);

            long again = System.nanoTime();
            await().until(() ->
                    System.nanoTime() - again > Duration.ofMillis(1_100).toNanos());
            Future<OneLoopClient.Answer> post = oneLoop.send(HttpMethod.POST, "/raw/until-put", null);
            await().until(() -> raw.connections() == 2);
            OneLoopClient.await(oneLoop.send(HttpMethod.PUT, "/raw/1", "body"));
            assertThat(raw.connections()).isEqualTo(3);
            assertThat(OneLoopClient.await(post).status()).isEqualTo(200);
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** So many connections are closed after the request's head was read; all others answer. */
    private static void failsFirst(int failures) {
        AtomicInteger left = new AtomicInteger(failures);
        raw.runs(connection -> {
            while (!connection.readHead().isEmpty()) {
                if (left.getAndDecrement() > 0) {
                    return;
                }
                connection.say(OK);
            }
        });
    }

    private static List<Integer> sendMany(HttpMethod method, String path, @Nullable String body, int count) {
        try (OneLoopClient one = new OneLoopClient(gateway.vertx(), gateway.port());
                OneLoopClient two = new OneLoopClient(gateway.vertx(), gateway.port())) {
            List<Integer> statuses = java.util.Collections.synchronizedList(new ArrayList<>());
            List<Future<Void>> chains = new ArrayList<>();
            for (int chain = 0; chain < AT_ONCE; chain++) {
                OneLoopClient own = chain % 2 == 0 ? one : two;
                chains.add(next(own, method, path + chain + "/", body, count / AT_ONCE, statuses));
            }
            await().atMost(Duration.ofMinutes(2))
                    .untilAsserted(() -> assertThat(statuses).hasSize(count));
            OneLoopClient.await(Future.join(chains));
            return statuses;
        }
    }

    private static Future<Void> next(
            OneLoopClient client,
            HttpMethod method,
            String path,
            @Nullable String body,
            int left,
            List<Integer> statuses) {
        if (left == 0) {
            return Future.succeededFuture();
        }
        return client.send(method, path + left, body).compose(answer -> {
            statuses.add(answer.status());
            return next(client, method, path, body, left - 1, statuses);
        });
    }
}
