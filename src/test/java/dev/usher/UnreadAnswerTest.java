package dev.usher;

import static dev.usher.Http2Client.END_HEADERS;
import static dev.usher.Http2Client.END_STREAM;
import static dev.usher.Http2Client.HEADERS;
import static dev.usher.Http2Client.PING;
import static dev.usher.Http2Client.RST_STREAM;
import static dev.usher.Http2Client.WINDOW_UPDATE;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Answers that are complete wait for clients that do not read them, but neither for ever nor in any number. */
class UnreadAnswerTest {

    /** Of a stream's window, RFC 9113 section 6.5.2: nothing. */
    private static final byte[] NO_WINDOW = {0, 4, 0, 0, 0, 0};

    private static final Duration LIMIT = Duration.ofSeconds(150);
    private static final FakeTime time = new FakeTime();

    @RegisterExtension
    static final TestGateway gateway = TestGateway.usual()
            .withTls(TestCertificate.create(), "http3: true")
            .at(time, time)
            .route("/late/**", "{ target: ECHO, auth: none }");

    /** Answers are given up, and counted, until they hear that their client has gone: a little after its connection. */
    @AfterEach
    void nobodyIsLeft() {
        Await.until(() -> Gauges.sum(gateway, "usher_connections", "") == 0 && Gauges.noRequestIsForwarded(gateway));
    }

    @Test
    void isGivenUpWhenItsTimeIsOver() {
        double before = answers();
        try (Http2Client connection = reader()) {
            ask(connection, 1, "/late/bytes/60000");
            ask(connection, 3, "/late/bytes/3000");
            Await.until(() -> answers() == before + 2);
            time.pass(LIMIT.minusSeconds(1));
            assertThat(resets(connection)).isEmpty();

            time.pass(Duration.ofSeconds(1));
            List<Integer> given = new ArrayList<>();
            Await.until(() -> {
                given.addAll(resets(connection));
                return given.size() == 2;
            });
            assertThat(given).containsExactlyInAnyOrder(1, 3);
            assertThat(resets(connection)).isEmpty();
        }
    }

    /** When its time is over, that of an answer that nobody reads is, too, which shows that somebody has looked. */
    @Test
    void whoHasReadItLosesNothing() {
        double givenUp = givenUp();
        try (Http2Client connection = new Http2Client(gateway.port());
                Http2Client other = reader()) {
            connection.greet();
            assertThat(connection.get(1, "/public/1")).isEqualTo(200);
            finished(other);
            time.pass(LIMIT);
            Await.until(() -> givenUp() > givenUp);
            assertThat(givenUp()).isEqualTo(givenUp + 1);
        }
    }

    @Test
    void whoWasSlowSoFarHasItsTimeForTheRest() {
        double before = answers();
        double givenUp = givenUp();
        try (Http2Client connection = reader();
                Http2Client other = reader()) {
            ask(connection, 1, "/late/bytes/300000");
            finished(other);
            time.pass(LIMIT.minusSeconds(1));
            byte[] most = ByteBuffer.allocate(4).putInt(260_000).array();
            connection.frame(WINDOW_UPDATE, 0, 0, most);
            connection.frame(WINDOW_UPDATE, 0, 1, most);
            Await.until(() -> answers() == before + 2);
            time.pass(Duration.ofSeconds(1));
            Await.until(() -> givenUp() > givenUp);
            assertThat(resets(connection)).isEmpty();
        }
    }

    /** Has an answer wait that is complete. */
    private static void finished(Http2Client connection) {
        double before = answers();
        ask(connection, 1, "/late/bytes/3000");
        Await.until(() -> answers() == before + 1);
    }

    @Test
    void theSameByHttp3() {
        double before = answers();
        int more = RawHttp3.WINDOW + 40_000;
        try (RawHttp3 connection = new RawHttp3(gateway.usher().httpsPort()).greet()) {
            RawHttp3.Stream stream = connection.open().pause();
            stream.send(RawHttp3.frame(RawHttp3.HEADERS, Qpack.block(RawHttp3.usual("/late/bytes/" + more))))
                    .end();
            Await.until(() -> answers() == before + 1);
            double givenUp = givenUp();
            time.pass(LIMIT);
            Await.until(() -> givenUp() > givenUp);
            Await.until(() -> {
                stream.readABit();
                return stream.isOver();
            });
            assertThat(stream.heard().length()).isLessThan(more);
        }
    }

    /** What has waited longest goes first, where all of it is more than a quarter of the heap. */
    @Test
    void tooManyOfThemAreGivenUpAtOnceThoughTheyAreNotFinished() {
        int count = (int) (Runtime.getRuntime().maxMemory() / 4 / (192 * 1_024) * 5 / 4 / 100);
        List<Http2Client> connections = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                Http2Client connection = reader();
                connections.add(connection);
                for (int stream = 1; stream < 200; stream += 2) {
                    ask(connection, stream, "/public/bytes/1000000");
                }
            }
            List<Integer> given = new ArrayList<>();
            Await.until(() -> given.addAll(resets(connections.getFirst())));
            assertThat(given).contains(1);
        } finally {
            connections.forEach(Http2Client::close);
        }
    }

    private static Http2Client reader() {
        Http2Client connection = new Http2Client(gateway.port());
        connection.greet(NO_WINDOW);
        return connection;
    }

    private static void ask(Http2Client connection, int stream, String path) {
        connection.frame(HEADERS, END_HEADERS | END_STREAM, stream, Http2Client.requestBlock(path));
    }

    private static double givenUp() {
        return Gauges.sum(gateway, "usher_requests_refused_total", "unread");
    }

    private static double answers() {
        return Gauges.sum(gateway, "usher_requests_seconds_count", "late");
    }

    /** The streams that the server has reset by now. */
    private static List<Integer> resets(Http2Client connection) {
        connection.frame(PING, 0, 0, new byte[8]);
        List<Integer> streams = new ArrayList<>();
        Http2Client.Frame frame = Objects.requireNonNull(connection.read());
        while (frame.type() != PING) {
            if (frame.type() == RST_STREAM) {
                streams.add(frame.stream());
            }
            frame = Objects.requireNonNull(connection.read());
        }
        return streams;
    }
}
