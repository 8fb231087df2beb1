package dev.usher;

import static dev.usher.Http2Client.CONTINUATION;
import static dev.usher.Http2Client.DATA;
import static dev.usher.Http2Client.END_HEADERS;
import static dev.usher.Http2Client.END_STREAM;
import static dev.usher.Http2Client.HEADERS;
import static dev.usher.Http2Client.PING;
import static dev.usher.Http2Client.PRIORITY;
import static dev.usher.Http2Client.RST_STREAM;
import static dev.usher.Http2Client.SETTINGS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What HTTP/2 lets a client ask for cheaply is bounded, and whoever else is there is served. */
class Http2FloodTest {

    private static final int BATCH = 1_000;

    @RegisterExtension
    static final TestGateway gateway = TestGateway.usual();

    static Stream<Arguments> floods() {
        return Stream.of(
                Arguments.of("pings", Http2Client.bytes(PING, 0, 0, new byte[8])),
                Arguments.of("settings", Http2Client.bytes(SETTINGS, 0, 0, new byte[0])),
                Arguments.of("priorities", Http2Client.bytes(PRIORITY, 0, 5, new byte[5])),
                Arguments.of("unknown frames", Http2Client.bytes(0xbe, 0, 0, new byte[0])));
    }

    @ParameterizedTest
    @MethodSource("floods")
    void aFloodEndsItsConnectionAndNobodyElses(String kind, byte[] frame) {
        try (Http2Client connection = new Http2Client(gateway.port())) {
            connection.greet();
            connection.floodToTheEnd(times(BATCH, frame), 100);
        }
        othersAreServed();
        assertThat(Gauges.sum(gateway, "usher_connections_refused_total", "flood"))
                .isPositive();
    }

    @Test
    void someOfThemAreInOrder() {
        try (Http2Client connection = new Http2Client(gateway.port())) {
            connection.greet();
            connection.send(times(BATCH, Http2Client.bytes(PING, 0, 0, new byte[8])));
            assertThat(connection.get(1, "/public/1")).isEqualTo(200);
        }
    }

    @Test
    void emptyDataEndsTheConnection() {
        try (Http2Client connection = new Http2Client(gateway.port())) {
            connection.greet();
            connection.frame(HEADERS, END_HEADERS, 1, Http2Client.requestBlock("/public/1"));
            connection.floodToTheEnd(Http2Client.bytes(DATA, 0, 1, new byte[0]), 10);
        }
        othersAreServed();
    }

    /** CVE-2023-44487. */
    @Test
    void rapidResetsEndTheConnectionCalmly() {
        try (Http2Client connection = new Http2Client(gateway.port())) {
            connection.greet();
            for (int stream = 1; stream < 2 * 300; stream += 2) {
                connection.frame(HEADERS, END_HEADERS | END_STREAM, stream, Http2Client.requestBlock("/public/1"));
                connection.frame(RST_STREAM, 0, stream, new byte[] {0, 0, 0, 8});
            }
            assertThat(connection.goAwayError()).isEqualTo(Http2Client.CALM);
        } catch (java.io.UncheckedIOException closedWhileSending) {
            // that is an end, too
        }
        othersAreServed();
    }

    /** CVE-2024-27316 and its kin: a header block without an end. */
    @Test
    void continuationsWithoutEndEndTheConnection() {
        try (Http2Client connection = new Http2Client(gateway.port())) {
            connection.greet();
            connection.frame(HEADERS, 0, 1, Http2Client.requestBlock("/public/1"));
            byte[] more = Http2Client.bytes(CONTINUATION, 0, 1, Http2Client.block("x-a", "b".repeat(2_000)));
            connection.floodToTheEnd(more, 1_000);
        }
        try (Http2Client connection = new Http2Client(gateway.port())) {
            connection.greet();
            connection.frame(HEADERS, 0, 1, Http2Client.requestBlock("/public/1"));
            connection.floodToTheEnd(Http2Client.bytes(CONTINUATION, 0, 1, new byte[0]), 1_000);
        }
        othersAreServed();
    }

    @Test
    void aListOfHeadersThatIsTooLongIsRefusedAndTheConnectionGoesOn() {
        long before = gateway.echo().requests();
        try (Http2Client connection = new Http2Client(gateway.port())) {
            connection.greet();
            connection.frame(
                    HEADERS,
                    END_STREAM,
                    1,
                    Http2Client.block(":method", "GET", ":scheme", "http", ":path", "/public/1"));
            connection.frame(CONTINUATION, 0, 1, Http2Client.block("x-a", "b".repeat(15_000)));
            connection.frame(CONTINUATION, 0, 1, Http2Client.block("x-b", "b".repeat(15_000)));
            connection.frame(CONTINUATION, END_HEADERS, 1, Http2Client.block("x-c", "b".repeat(5_000)));
            assertThat(connection.status(1)).isEqualTo(431);
            assertThat(connection.get(3, "/public/1")).isEqualTo(200);
        }
        assertThat(gateway.echo().requests()).isEqualTo(before + 1);
    }

    @Test
    void moreThanAHundredFieldsAreRefused() {
        try (Http2Client connection = new Http2Client(gateway.port())) {
            connection.greet();
            assertThat(withFields(connection, 1, 90)).isEqualTo(200);
            assertThat(withFields(connection, 3, 101)).isEqualTo(431);
        }
    }

    private static int withFields(Http2Client connection, int stream, int count) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        block.writeBytes(Http2Client.requestBlock("/public/1"));
        IntStream.range(0, count).forEach(i -> block.writeBytes(Http2Client.block("x-" + i, "1")));
        connection.frame(HEADERS, END_STREAM | END_HEADERS, stream, block.toByteArray());
        return connection.status(stream);
    }

    @Test
    void aStreamBeyondTheHundredthIsRefusedAlone() {
        try (Http2Client connection = new Http2Client(gateway.port())) {
            connection.greet();
            for (int i = 0; i < 101; i++) {
                connection.frame(
                        HEADERS, END_HEADERS | END_STREAM, 1 + 2 * i, Http2Client.requestBlock("/public/1?delay=500"));
            }
            assertThat(connection.status(201)).isEqualTo(-1);
            assertThat(connection.status(1)).isEqualTo(200);
        }
    }

    @Test
    void aMalformedPathEndsItsStreamAndNotTheConnection() {
        try (Http2Client connection = new Http2Client(gateway.port())) {
            connection.greet();
            connection.frame(
                    HEADERS,
                    END_STREAM | END_HEADERS,
                    1,
                    Http2Client.block(":method", "GE T", ":scheme", "http", ":path", "", ":authority", "a"));
            assertThat(connection.status(1)).isIn(-1, 400);
            assertThat(connection.get(3, "/public/1")).isEqualTo(200);
        }
    }

    private static void othersAreServed() {
        long before = System.nanoTime();
        assertThat(gateway.client().get("/public/1").status()).isEqualTo(200);
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(2));
    }

    private static byte[] times(int count, byte[] frame) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = 0; i < count; i++) {
            all.writeBytes(frame);
        }
        return all.toByteArray();
    }
}
