package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How long a client may be silent in the middle of its body, whatever the route allows a service. */
class BodyIdleTest {

    private static final Duration LONGER_THAN_THAT = Duration.ofMillis(400);

    /** More than all buffers on the way hold. */
    private static final int LARGE = 25_000_000;

    private static final String LIMITS = "auth: none, body: 100MB, limits: { body-idle: 150ms }";

    private static final String BODY = "1\r\na\r\n1\r\nb\r\n0\r\n\r\n";

    @RegisterExtension
    static final RawService raw = RawService.start();

    @RegisterExtension
    static final TestGateway gateway = TestGateway.usual()
            .route("/echo/**", "{ target: ECHO, " + LIMITS + " }")
            .route("/raw/**", "{ target: " + raw.url() + ", " + LIMITS + " }")
            .route("/short/**", "{ target: " + raw.url() + ", timeout: { idle: 200ms }, " + LIMITS + " }");

    @AfterEach
    void nothingIsLeftOver() {
        await().until(() -> Gauges.noRequestIsForwarded(gateway));
    }

    @Test
    void aBodyThatPausesIs408() {
        long before = gateway.echo().cancelled();
        try (RawClient connection = new RawClient(gateway.port())) {
            connection.say("POST /echo/1 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
            assertThat(connection.readAll()).startsWith("HTTP/1.1 408").contains("body-too-slow");
        }
        await().until(() -> gateway.echo().cancelled() == before + 1);
    }

    @Test
    void onceTheServiceHasAnsweredBothMayPause() {
        raw.runs(connection -> {
            connection.readHead();
            connection.say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nearly\r\n");
            connection.socket().getInputStream().skipNBytes(BODY.length());
            connection.say("4\r\nlate\r\n0\r\n\r\n");
        });
        try (RawClient connection = new RawClient(gateway.port())) {
            connection.say("POST /raw/1 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
            connection.say(BODY.substring(0, 6));
            connection.readUntil("early\r\n");
            pause();
            connection.say(BODY.substring(6, 12));
            pause();
            connection.say(BODY.substring(12));
            assertThat(connection.readUntil("0\r\n\r\n")).contains("late");
        }
    }

    @Test
    void aServiceThatPausesIsNotTheClientsFault() {
        raw.runs(connection -> {
            connection.readHead();
            pause();
            connection.socket().getInputStream().skipNBytes(LARGE);
            connection.say("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        });
        try (RawClient connection = new RawClient(gateway.port())) {
            connection.say("POST /raw/1 HTTP/1.1\r\nHost: a\r\nContent-Length: " + LARGE + "\r\n\r\n");
            connection.say(new byte[LARGE]);
            assertThat(connection.readHead()).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void aServiceThatPausesForTooLongIs504() {
        CountDownLatch over = new CountDownLatch(1);
        raw.runs(connection -> {
            connection.readHead();
            await().until(() -> over.getCount() == 0);
        });
        try (RawClient connection = new RawClient(gateway.port())) {
            connection.say("POST /short/1 HTTP/1.1\r\nHost: a\r\nContent-Length: " + LARGE + "\r\n\r\n");
            Thread.ofVirtual().start(() -> sayUntilCut(connection));
            assertThat(connection.readHead()).startsWith("HTTP/1.1 504");
        } finally {
            over.countDown();
        }
    }

    private static void sayUntilCut(RawClient connection) {
        try {
            connection.say(new byte[LARGE]);
        } catch (UncheckedIOException cut) {
            // as it should be
        }
    }

    private static void pause() {
        await().pollDelay(LONGER_THAN_THAT).until(() -> true);
    }
}
