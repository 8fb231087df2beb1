package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code Expect: 100-continue} from end to end, RFC 9110 section 10.1.1: the service wants a body or does not. */
class ExpectationTest {

    private static final String CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n";
    private static final byte[] EXPECTING_HTTP2 = Http2Client.block(
            ":method",
            "POST",
            ":scheme",
            "http",
            ":authority",
            "a",
            ":path",
            "/raw/1",
            "expect",
            "100-continue",
            "content-length",
            "5");
    private static final String DONE = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ndone";

    @RegisterExtension
    static final QuietLog log = new QuietLog();

    @RegisterExtension
    static final RawService raw = RawService.start();

    static final Replica shared = new Replica("shared");

    @RegisterExtension
    static final TestGateway gateway = TestGateway.usual()
            .route("/raw/**", "{ target: " + raw.url() + ", auth: none }")
            .route("/h2/**", "{ target: " + shared.url().replace("http:", "h2c:") + ", auth: none }");

    @AfterAll
    static void stop() {
        shared.close();
    }

    @AfterEach
    void nothingIsLeftOver() {
        await().until(() -> Gauges.noRequestIsForwarded(gateway));
    }

    private static String expecting(String path, String framing) {
        return "POST " + path + " HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n" + framing + "\r\n\r\n";
    }

    @Test
    void aServiceThatWantsTheBodyIsHeardByTheClient() {
        CompletableFuture<String> head = new CompletableFuture<>();
        CompletableFuture<Void> told = new CompletableFuture<>();
        raw.runs(connection -> {
            head.complete(connection.readHead().toLowerCase(Locale.ROOT));
            told.join();
            connection.say(CONTINUE);
            connection.readUntil("hello");
            connection.say(DONE);
        });
        try (RawClient client = new RawClient(gateway.port())) {
            client.say(expecting("/raw/1", "Content-Length: 5"));
            assertThat(head.join()).contains("expect: 100-continue\r\n", "content-length: 5\r\n");
            told.complete(null);
            assertThat(client.readHead()).isEqualTo(CONTINUE);
            client.say("hello");
            assertThat(client.readUntil("done")).startsWith("HTTP/1.1 200 OK\r\n");
        }
    }

    /** Also when it would have been told soon, because the service said nothing. */
    @Test
    void nobodyIsToldToContinueBehindAnAnswer() {
        raw.runs(RawService.Connection::readHead);
        try (RawClient client = new RawClient(gateway.port())) {
            client.say(expecting("/raw/1", "Content-Length: 5"));

            assertThat(client.readAll()).startsWith("HTTP/1.1 502").doesNotContain("100 Continue");
        }
    }

    @Test
    void aServiceThatDoesNotWantItAnswersAndNeverGetsIt() {
        CompletableFuture<String> rest = new CompletableFuture<>();
        raw.runs(connection -> {
            connection.readHead();
            connection.say("HTTP/1.1 422 Unwanted\r\nContent-Length: 2\r\n\r\nno");
            rest.complete(connection.readAll());
        });
        try (RawClient client = new RawClient(gateway.port())) {
            client.say(expecting("/raw/1", "Content-Length: 5"));
            assertThat(client.readHead()).startsWith("HTTP/1.1 422 ").containsIgnoringCase("connection: close\r\n");
            client.say("hello");
            assertThat(client.readUntil("no")).isEqualTo("no");
        }
        assertThat(rest).succeedsWithin(Duration.ofSeconds(10)).isEqualTo("");
    }

    /** HTTP/2 lets a service answer, and refuse the rest, while the body is on its way. */
    @Test
    void beforeAServiceThatSpeaksHttp2TheClientIsToldAtOnce() {
        try (RawClient client = new RawClient(gateway.port())) {
            client.say(expecting("/h2/1", "Content-Length: 5"));
            assertThat(client.readHead()).isEqualTo(CONTINUE);
            client.say("hello");
            assertThat(client.readHead()).startsWith("HTTP/1.1 200 OK\r\n");
        }
    }

    @Test
    void aClientThatSpeaksHttp2HearsTheServiceToo() {
        raw.runs(connection -> {
            connection.readHead();
            connection.say(CONTINUE);
            connection.readUntil("hello");
            connection.say(DONE);
        });
        try (Http2Client client = new Http2Client(gateway.port())) {
            client.greet();
            client.frame(Http2Client.HEADERS, Http2Client.END_HEADERS, 1, EXPECTING_HTTP2);
            assertThat(client.status(1)).isEqualTo(100);
            client.frame(Http2Client.DATA, Http2Client.END_STREAM, 1, "hello".getBytes(StandardCharsets.UTF_8));
            assertThat(client.status(1)).isEqualTo(200);
        }
    }

    /** Unheard, each would wait for its second, and all of them for longer than a client of these tests does. */
    @Test
    void aServiceThatWantsEachBodyCostsNoWait() {
        raw.runs(connection -> {
            while (!connection.readHead().isEmpty()) {
                connection.say(CONTINUE);
                connection.readUntil("hello");
                connection.say(DONE);
            }
        });
        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
            try (RawClient client = new RawClient(gateway.port())) {
                for (int i = 0; i < 12; i++) {
                    client.say(expecting("/raw/1", "Content-Length: 5"));
                    assertThat(client.readHead()).isEqualTo(CONTINUE);
                    client.say("hello");
                    assertThat(client.readUntil("done")).startsWith("HTTP/1.1 200 OK\r\n");
                }
            }
        });
    }

    /** What it says late of wanting the body is old news. */
    @Test
    void aServiceThatSaysNothingGetsTheBodyAfterAWhile() {
        raw.runs(connection -> {
            connection.readHead();
            connection.readUntil("\r\n0\r\n\r\n");
            connection.say(CONTINUE + DONE);
        });
        try (RawClient client = new RawClient(gateway.port())) {
            client.say(expecting("/raw/1", "Transfer-Encoding: chunked"));
            assertThat(client.readHead()).isEqualTo(CONTINUE);
            client.say("5\r\nhello\r\n0\r\n\r\n");
            assertThat(client.readUntil("done")).startsWith("HTTP/1.1 200 OK\r\n");
        }
    }

    @Test
    void anAnswerThatTakesLongIsNotBrokenByAContinue() {
        CompletableFuture<Void> rest = new CompletableFuture<>();
        raw.runs(connection -> {
            connection.readHead();
            connection.say("HTTP/1.1 422 Unwanted\r\nContent-Length: 4\r\n\r\nno");
            rest.join();
            connection.say("no");
        });
        try (Http2Client client = new Http2Client(gateway.port())) {
            client.greet();
            client.frame(Http2Client.HEADERS, Http2Client.END_HEADERS, 1, EXPECTING_HTTP2);
            assertThat(client.status(1)).isEqualTo(422);
            // for longer than a service may be silent before it answers
            await().pollDelay(Duration.ofMillis(1_200)).until(() -> true);
            rest.complete(null);
            Http2Client.Frame frame;
            do {
                frame = Objects.requireNonNull(client.read());
                assertThat(frame.type()).isNotEqualTo(Http2Client.HEADERS);
            } while (frame.stream() != 1 || (frame.flags() & Http2Client.END_STREAM) == 0);
        }
    }

    @Test
    void aClientHearsOfItOnceHoweverOftenTheServiceSaysIt() {
        raw.runs(connection -> {
            while (connection.readHead().contains("100-continue")) {
                connection.say("HTTP/1.1 102 Processing\r\n\r\n" + CONTINUE + CONTINUE);
                connection.readUntil("hello");
                connection.say(CONTINUE + DONE);
            }
            connection.say(CONTINUE + DONE);
        });
        try (RawClient client = new RawClient(gateway.port())) {
            for (int i = 0; i < 2; i++) {
                client.say(expecting("/raw/1", "Content-Length: 5"));
                assertThat(client.readHead()).isEqualTo(CONTINUE);
                client.say("hello");
                assertThat(client.readUntil("done")).startsWith("HTTP/1.1 200 OK\r\n");
            }
            client.say("POST /raw/2 HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello");
            assertThat(client.readUntil("done")).startsWith("HTTP/1.1 200 OK\r\n");
        }
        assertThat(raw.connections()).isEqualTo(1);
    }

    @Test
    void aClientThatDoesNotWaitIsServed() {
        raw.runs(connection -> {
            connection.readHead();
            connection.say(CONTINUE);
            connection.readUntil("hello");
            connection.say(DONE);
        });
        try (RawClient client = new RawClient(gateway.port())) {
            client.say(expecting("/raw/1", "Content-Length: 5") + "hello");
            assertThat(client.readHead()).isEqualTo(CONTINUE);
            assertThat(client.readUntil("done")).startsWith("HTTP/1.1 200 OK\r\n");
        }
    }

    @Test
    void aClientThatLeavesBeforeItIsToldEndsTheCall() {
        CompletableFuture<String> rest = new CompletableFuture<>();
        CompletableFuture<String> head = new CompletableFuture<>();
        raw.runs(connection -> {
            head.complete(connection.readHead());
            rest.complete(connection.readAll());
        });
        try (RawClient client = new RawClient(gateway.port())) {
            client.say(expecting("/raw/1", "Content-Length: 5"));
            head.join();
        }
        assertThat(rest).succeedsWithin(Duration.ofSeconds(10)).isEqualTo("");
    }
}
