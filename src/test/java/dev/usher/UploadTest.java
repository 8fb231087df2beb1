package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.usher.TestClient.Answer;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies that are too long, too slow, malformed, not wanted yet, of a HEAD, or answered before they are read. */
class UploadTest {

    private static final String HALF_OF_CHUNKED =
            "POST /%s HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n";

    @RegisterExtension
    static final QuietLog log = new QuietLog();

    @RegisterExtension
    static final RawService raw = RawService.start();

    @RegisterExtension
    static final TestGateway gateway = TestGateway.usual()
            .route("/short/**", "{ target: ECHO, auth: none, body: 1KB }")
            .route("/paced/**", "{ target: ECHO, auth: none, limits: { upload: 1KB, grace: 300ms } }")
            .route("/quick/**", "{ target: ECHO, auth: none, timeout: { idle: 150ms } }")
            .route("/raw/**", "{ target: " + raw.url() + ", auth: none }")
            .route("/deaf/**", "{ target: " + raw.url() + ", auth: none, timeout: { idle: 200ms, response: 200ms } }");

    private final TestClient client = gateway.client();

    @AfterEach
    void nothingIsLeftOver() {
        await().until(() -> Gauges.noRequestIsForwarded(gateway));
        await().until(() -> gateway.echo().inFlight() == 0);
    }

    @Test
    void aBodyAnnouncedAsTooLongIs413AndTheServiceHearsNothing() {
        long before = gateway.echo().requests();

        Answer answer = client.post("/short/1", "x".repeat(1_001));

        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.json().get("code").asText()).isEqualTo("body-too-large");
        assertThat(gateway.echo().requests()).isEqualTo(before);
        assertThat(client.post("/short/1", "x".repeat(1_000)).status()).isEqualTo(200);
    }

    @Test
    void aBodyThatGrowsTooLongIs413AndTheServiceCallIsCancelled() {
        long before = gateway.echo().cancelled();
        try (RawClient connection = new RawClient(gateway.port())) {
            connection.say(HALF_OF_CHUNKED.formatted("short/1"));
            await().until(() -> gateway.echo().inFlight() == 1);
            connection.say("800\r\n" + "x".repeat(2_048) + "\r\n");
            assertThat(connection.readHead()).startsWith("HTTP/1.1 413").containsIgnoringCase("connection: close");
            connection.say("0\r\n\r\n");
            assertThat(connection.readAll()).endsWith("}");
        }
        await().until(() -> gateway.echo().cancelled() == before + 1);
    }

    @Test
    void aBodyWithoutALengthIsCountedToItsLastByte() {
        String begun = HALF_OF_CHUNKED.formatted("short/1");

        assertThat(client.raw(begun + "3e3\r\n" + "x".repeat(995) + "\r\n0\r\n\r\n"))
                .startsWith("HTTP/1.1 200");
        assertThat(client.raw(begun + "3e4\r\n" + "x".repeat(996) + "\r\n0\r\n\r\n"))
                .startsWith("HTTP/1.1 413");
    }

    /** It is never silent for long, so no watchdog barks. */
    @Test
    void aBodyThatTricklesIs408() {
        double before = Gauges.sum(gateway, "usher_requests_seconds_count", "/paced");
        try (RawClient connection = new RawClient(gateway.port())) {
            connection.say(HALF_OF_CHUNKED.formatted("paced/1"));
            await().pollInterval(Duration.ofMillis(50))
                    .atMost(Duration.ofSeconds(8))
                    .until(() -> {
                        try {
                            connection.say("1\r\nx\r\n");
                            return false;
                        } catch (UncheckedIOException closed) {
                            return true;
                        }
                    });
            assertThat(connection.readAll()).matches("(?s)HTTP/1.1 408.*|.*<reset>");
        }
        await().until(() -> Gauges.sum(gateway, "usher_requests_seconds_count", "/paced") == before + 1);
    }

    @Test
    void aBodyThatKeepsItsPaceMayTakeItsTime() {
        try (RawClient connection = new RawClient(gateway.port())) {
            connection.say("POST /paced/1 HTTP/1.1\r\nHost: a\r\nContent-Length: 10000\r\n\r\n");
            for (int i = 0; i < 10; i++) {
                connection.say(new byte[1_000]);
                await().pollDelay(Duration.ofMillis(60)).until(() -> true);
            }
            assertThat(connection.readHead()).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void aClientThatStillSendsGetsToReadIts413() {
        try (RawClient connection = new RawClient(gateway.port())) {
            connection.say("POST /public/1 HTTP/1.1\r\nHost: a\r\nContent-Length: 100000000\r\n\r\n");
            connection.say(new byte[3_000_000]);
            assertThat(connection.readAll()).startsWith("HTTP/1.1 413").doesNotContain("<reset>");
        }
    }

    @Test
    void aBodyThatStopsComingIs408() {
        long before = gateway.echo().cancelled();
        try (RawClient connection = new RawClient(gateway.port())) {
            connection.say(HALF_OF_CHUNKED.formatted("quick/1"));
            assertThat(connection.readUntil("}")).startsWith("HTTP/1.1 408").contains("body-too-slow");
        }
        await().until(() -> gateway.echo().cancelled() == before + 1);
    }

    @Test
    void aServiceThatStopsReadingIs504AndNotTheClientsFault() {
        double before = Gauges.serviceConnections(gateway);
        CountDownLatch over = new CountDownLatch(1);
        raw.runs(connection -> {
            connection.readHead();
            await().until(() -> over.getCount() == 0);
        });
        try (RawClient connection = new RawClient(gateway.port())) {
            connection.say("POST /deaf/1 HTTP/1.1\r\nHost: a\r\nContent-Length: 9000000\r\n\r\n");
            Thread.ofVirtual().start(() -> sayUntilCut(connection));
            assertThat(connection.readHead()).startsWith("HTTP/1.1 504");
            await("its connection is gone, though not all that was written is")
                    .until(() -> Gauges.serviceConnections(gateway) <= before);
        } finally {
            over.countDown();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"zz\r\nhello\r\n0\r\n\r\n", "5\r\nhelloXX\r\n0\r\n\r\n", "-1\r\n\r\n", "5\nhello\r\n0\r\n\r\n"})
    void aMalformedBodyIs400AndTheServiceNeverSeesItsEnd(String chunk) {
        long before = gateway.echo().cancelled();
        try (RawClient connection = new RawClient(gateway.port())) {
            connection.say(HALF_OF_CHUNKED.formatted("public/1"));
            await().until(() -> gateway.echo().inFlight() == 1);
            connection.say(chunk);
            assertThat(connection.readAll()).startsWith("HTTP/1.1 400").doesNotContain("Exception");
        }
        await().until(() -> gateway.echo().cancelled() == before + 1);
    }

    @Test
    void anEarlyAnswerArrivesAndNeitherConnectionIsUsedAgain() {
        try (RawClient connection = new RawClient(gateway.port())) {
            connection.say("POST /public/1?early HTTP/1.1\r\nHost: a\r\nContent-Length: 9000000\r\n\r\n");
            connection.say(new byte[100_000]);
            assertThat(connection.readAll())
                    .startsWith("HTTP/1.1 200")
                    .containsIgnoringCase("connection: close")
                    .contains("/public/1?early")
                    .doesNotContain("<reset>");
        }
        for (int i = 0; i < 10; i++) {
            Answer next = client.post("/public/2", "body");
            assertThat(next.status()).isEqualTo(200);
            assertThat(next.json().at("/body/text").asText()).isEqualTo("body");
        }
    }

    @Test
    void aClientThatStillSendsGetsToReadItsEarlyAnswer() {
        try (RawClient connection = new RawClient(gateway.port())) {
            connection.say("POST /public/bytes/20000000?early HTTP/1.1\r\nHost: a\r\nContent-Length: 9000000\r\n\r\n");
            connection.say(new byte[4_000_000]);
            assertThat(connection.readHead()).startsWith("HTTP/1.1 200");
            assertThat(connection.skipAll()).isEqualTo(20_000_000);
        }
    }

    @Test
    void onlyAnAuthenticatedClientIsToldToContinue() {
        String request = "POST /orders/1 HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n";
        try (RawClient connection = new RawClient(gateway.port())) {
            connection.say(request + "\r\n");
            assertThat(connection.readHead()).startsWith("HTTP/1.1 401");
        }
        try (RawClient connection = new RawClient(gateway.port())) {
            connection.say(request + "user-token: " + client.aliceToken() + "\r\n\r\n");
            assertThat(connection.readHead()).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
            connection.say("hello");
            assertThat(connection.readHead()).startsWith("HTTP/1.1 200");
            assertThat(connection.readUntil("}}"))
                    .contains("\"text\":\"hello\"")
                    .contains("100-continue");
        }
    }

    @Test
    void anExpectationIsNoWayAroundTheLimit() {
        try (RawClient connection = new RawClient(gateway.port())) {
            connection.say("POST /short/1 HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5000\r\n\r\n");
            assertThat(connection.readHead()).startsWith("HTTP/1.1 413");
        }
    }

    /** RFC 9110 section 9.3.2: it means nothing, and is there nevertheless. */
    @ParameterizedTest
    @ValueSource(
            strings = {"Content-Length: 5\r\n\r\nhello", "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"})
    void aHeadMayHaveABodyAndTheNextRequestIsItsOwn(String body) {
        raw.runs(connection -> {
            while (connection.readHead().startsWith("HEAD")) {
                String received = connection.readUntil(body.substring(body.indexOf("\r\n\r\n") + 4));
                connection.say("HTTP/1.1 200 OK\r\nX-Received: " + received.length() + "\r\nContent-Length: 7\r\n\r\n");
            }
            connection.say("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nnext");
        });
        String received = "X-Received: " + (body.length() - body.indexOf("\r\n\r\n") - 4);

        try (RawClient connection = new RawClient(gateway.port())) {
            for (int i = 0; i < 3; i++) {
                connection.say("HEAD /raw/1 HTTP/1.1\r\nHost: a\r\n" + body);
                assertThat(connection.readHead()).startsWith("HTTP/1.1 200").contains(received);
            }
            connection.say("HEAD /raw/1 HTTP/1.1\r\nHost: a\r\n" + body
                    + "GET /raw/2 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            assertThat(connection.readHead()).startsWith("HTTP/1.1 200").contains(received);
            assertThat(connection.readAll()).startsWith("HTTP/1.1 200").endsWith("\r\n\r\nnext");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 102, 103, 110})
    void anInterimAnswerWhileTheBodyGoesUpChangesNothing(int status) {
        CountDownLatch said = new CountDownLatch(1);
        raw.runs(connection -> {
            connection.readHead();
            connection.say("HTTP/1.1 " + status + " Early\r\nX-Early: 1\r\n\r\n");
            said.countDown();
            connection.readUntil("hello");
            connection.say("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            connection.awaitClose();
        });

        try (RawClient connection = new RawClient(gateway.port())) {
            connection.say("POST /raw/1 HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhel");
            Await.until(() -> said.getCount() == 0);
            connection.say("lo");
            assertThat(connection.readAll())
                    .startsWith("HTTP/1.1 200")
                    .doesNotContain("X-Early")
                    .endsWith("ok");
        }
    }

    private static void sayUntilCut(RawClient connection) {
        try {
            connection.say(new byte[9_000_000]);
        } catch (java.io.UncheckedIOException cut) {
            // as it should be
        }
    }
}
