package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Promise;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An answer that nobody knows the end of lasts no longer than its session; what was permitted and has an end, does. */
class LiveAnswerTest {

    private static final String CHUNKED = "\r\nTransfer-Encoding: chunked\r\n\r\n6\r\nfirst\n\r\n";

    private static final FakeTime time = new FakeTime();

    @RegisterExtension
    static final RawService service = RawService.start();

    @RegisterExtension
    static final QuietLog log = new QuietLog();

    @RegisterExtension
    static final TestGateway gateway = TestGateway.usual()
            .at(time, time)
            .route("/live/**", service.url())
            .route("/live/managers", "{ target: " + service.url() + ", roles: [Manager] }")
            .route("/open/**", "{ target: " + service.url() + ", auth: none }");

    private final AtomicInteger left = new AtomicInteger();
    private final CountDownLatch over = new CountDownLatch(1);
    private final String token = gateway.client().aliceToken();

    @AfterEach
    void nothingIsLeft() {
        over.countDown();
        gateway.users().roles("alice@example.com", List.of("Manager"));
        Await.until(() -> Gauges.noRequestIsForwarded(gateway) && open() == 0);
    }

    /** A service that begins an answer and waits for its client to leave. */
    private void serves(String type) {
        service.runs(connection -> {
            connection.readHead();
            connection.say("HTTP/1.1 200 OK\r\nContent-Type: " + type + CHUNKED);
            connection.awaitClose();
            left.incrementAndGet();
        });
    }

    private RawClient open(String path) {
        RawClient client = ask(path);
        assertThat(client.readUntil("first\n\r\n")).startsWith("HTTP/1.1 200");
        return client;
    }

    private RawClient ask(String path) {
        return new RawClient(gateway.port())
                .say("GET " + path + " HTTP/1.1\r\nHost: a\r\nuser-token: " + token + "\r\n\r\n");
    }

    private static double open() {
        return Gauges.sum(gateway, "usher_session_streams", "");
    }

    private void logout() {
        assertThat(gateway.client()
                        .post("/auth/logout", "", "user-token", token)
                        .status())
                .isEqualTo(204);
    }

    @Test
    @Tag("T15")
    void aLogoutEndsAnEventStreamInOrderAndItsClientIsRefusedWhenItAsksAgain() {
        serves("Text/Event-Stream; charset=utf-8");
        try (RawClient client = open("/live/events")) {
            Await.until(() -> open() == 1);
            logout();

            long start = System.nanoTime();
            assertThat(client.readUntil("0\r\n\r\n")).isEqualTo("0\r\n\r\n");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
            Await.until(() -> left.get() == 1);
            client.say("GET /live/events HTTP/1.1\r\nHost: a\r\nuser-token: " + token + "\r\n\r\n");
            assertThat(client.readHead()).startsWith("HTTP/1.1 401");
        }
    }

    @Test
    void oneThatHasJustBegunIsNotForgotten() {
        serves("text/event-stream");
        try (RawClient client = open("/live/events")) {
            logout();

            long start = System.nanoTime();
            assertThat(client.readUntil("0\r\n\r\n")).isEqualTo("0\r\n\r\n");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
        }
    }

    @Test
    void theSameOverHttp2() throws Exception {
        serves("text/event-stream");
        HttpClient http = gateway.vertx()
                .createHttpClient(new HttpClientOptions()
                        .setProtocolVersion(HttpVersion.HTTP_2)
                        .setHttp2ClearTextUpgrade(false));
        Promise<Void> ended = Promise.promise();
        http.request(new RequestOptions()
                        .setMethod(HttpMethod.GET)
                        .setHost("127.0.0.1")
                        .setPort(gateway.port())
                        .setURI("/live/events"))
                .compose(request -> request.putHeader("user-token", token).send())
                .onSuccess(response -> response.handler(chunk -> {})
                        .exceptionHandler(ended::tryFail)
                        .endHandler(v -> ended.tryComplete()));
        Await.until(() -> open() == 1);

        logout();

        TestGateway.await(ended.future());
        Await.until(() -> left.get() == 1);
        TestGateway.await(http.close());
    }

    @Test
    void whatElseHasNoEndIsCutSinceItWouldPassForComplete() {
        serves("application/json");
        try (RawClient client = open("/live/watch")) {
            Await.until(() -> open() == 1);
            logout();

            assertThat(client.readAll()).isIn("", "<reset>");
            Await.until(() -> left.get() == 1);
        }
    }

    @Test
    void whatHasALengthIsCompleted() {
        service.runs(connection -> {
            boolean first = connection.readHead().contains("/download");
            String length = "\r\nContent-Length: 11\r\n\r\nfirst\n";
            connection.say("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream" + (first ? length : CHUNKED));
            waitForTheEnd();
            connection.say("-last");
        });
        try (RawClient download = ask("/live/download")) {
            download.readUntil("first\n");
            try (RawClient events = open("/live/events")) {
                // the download is older, and would be one of them too
                Await.until(() -> open() == 1);
                logout();
                events.readUntil("0\r\n\r\n");
            }
            over.countDown();

            assertThat(download.readUntil("-last")).isEqualTo("-last");
        }
    }

    private void waitForTheEnd() {
        Await.until(() -> over.getCount() == 0);
    }

    @Test
    void whatHasEndedByItselfIsForgotten() {
        service.runs(connection -> {
            connection.readHead();
            connection.say("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream" + CHUNKED);
            waitForTheEnd();
            connection.say("0\r\n\r\n");
        });
        try (RawClient client = open("/live/events")) {
            Await.until(() -> open() == 1);
            over.countDown();
            client.readUntil("0\r\n\r\n");

            Await.until(() -> open() == 0);
        }
    }

    @Test
    void whatIsPublicStays() {
        service.runs(connection -> {
            connection.readHead();
            connection.say("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream" + CHUNKED);
            waitForTheEnd();
            connection.say("0\r\n\r\n");
        });
        try (RawClient own = open("/live/events");
                RawClient open = open("/open/events")) {
            Await.until(() -> open() == 1);
            logout();
            assertThat(own.readUntil("0\r\n\r\n")).isEqualTo("0\r\n\r\n");
            open.say("GET /open/again HTTP/1.1\r\nHost: a\r\n\r\n");

            over.countDown();
            assertThat(open.readUntil("0\r\n\r\n")).isEqualTo("0\r\n\r\n");
        }
    }

    @Test
    void aLostRoleEndsWhatItWasNeededForAndNothingElse() {
        serves("text/event-stream");
        try (RawClient managers = open("/live/managers");
                RawClient all = open("/live/events")) {
            Await.until(() -> open() == 2);
            gateway.users().roles("alice@example.com", List.of());

            passTtl();

            assertThat(managers.readUntil("0\r\n\r\n")).isEqualTo("0\r\n\r\n");
            Await.until(() -> left.get() == 1 && open() == 1);
            logout();
            assertThat(all.readUntil("0\r\n\r\n")).isEqualTo("0\r\n\r\n");
        }
    }

    private static void passTtl() {
        time.pass(Duration.ofSeconds(67));
    }

    @Test
    void aClientThatDoesNotReadKeepsNothing() {
        service.runs(connection -> {
            connection.readHead();
            connection.say("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream" + CHUNKED);
            String event = "2000\r\n" + "x".repeat(0x2000) + "\r\n";
            try {
                while (true) {
                    connection.say(event);
                }
            } finally {
                left.incrementAndGet();
            }
        });
        try (RawClient client = open("/live/events")) {
            Await.until(() -> open() == 1);

            logout();

            Await.until(() -> left.get() == 1 && open() == 0);
            client.skipAll();
        }
    }
}
