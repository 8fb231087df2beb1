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
import static dev.usher.Http2Client.WINDOW_UPDATE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What HTTP/2 lets a client ask for cheaply is bounded, and whoever else is there is served. */
class Http2FloodTest {

    private static final int BATCH = 1_000;
    private static final byte[] ONE = {0, 0, 0, 1};

    @RegisterExtension
    static final RawService small = RawService.start();

    @RegisterExtension
    static final TestGateway gateway =
            TestGateway.usual().route("/small/**", "{ target: " + small.url() + ", auth: none }");

    @BeforeAll
    static void sayLittleOften() {
        small.answers(
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + "1\r\na\r\n".repeat(30_000) + "0\r\n\r\n");
    }

    static Stream<Arguments> floods() {
        return Stream.of(
                Arguments.of("pings", Http2Client.bytes(PING, 0, 0, new byte[8])),
                Arguments.of("settings", Http2Client.bytes(SETTINGS, 0, 0, new byte[0])),
                Arguments.of("priorities", Http2Client.bytes(PRIORITY, 0, 5, new byte[5])),
                Arguments.of("unknown frames", Http2Client.bytes(0xbe, 0, 0, new byte[0])),
                Arguments.of("windows of the connection", Http2Client.bytes(WINDOW_UPDATE, 0, 0, ONE)),
                Arguments.of("windows of a stream", Http2Client.bytes(WINDOW_UPDATE, 0, 1, ONE)));
    }

    @ParameterizedTest
    @MethodSource("floods")
    void aFloodEndsItsConnectionAndNobodyElses(String kind, byte[] frame) {
        double before = Gauges.sum(gateway, "usher_connections_refused_total", "flood");
        besideOthers(connection -> {
            connection.frame(HEADERS, END_HEADERS, 1, Http2Client.requestBlock("/public/1"));
            connection.floodToTheEnd(times(BATCH, frame), 100);
        });
        assertThat(Gauges.sum(gateway, "usher_connections_refused_total", "flood"))
                .isEqualTo(before + 1);
    }

    @Test
    void someOfThemAreInOrder() {
        try (Http2Client connection = new Http2Client(gateway.port())) {
            connection.greet();
            connection.send(times(BATCH, Http2Client.bytes(PING, 0, 0, new byte[8])));
            assertThat(connection.get(1, "/public/1")).isEqualTo(200);
        }
    }

    /** More clumsily than any known client: for each KiB, and where a frame has less, for each frame. */
    @ParameterizedTest
    @CsvSource({"/public/bytes/16777216, 16777216", "/small/1, 30000"})
    void whoDownloadsMayOpenItsWindowsAsOftenAsItLikes(String path, int expected) {
        byte[] update = new byte[] {0, 0, 4, 0};
        byte[] both = Http2Client.bytes(WINDOW_UPDATE, 0, 0, update);
        byte[] updates = Arrays.copyOf(both, 2 * both.length);
        System.arraycopy(Http2Client.bytes(WINDOW_UPDATE, 0, 1, update), 0, updates, both.length, both.length);
        try (Http2Client connection = new Http2Client(gateway.port())) {
            connection.greet();
            connection.frame(HEADERS, END_HEADERS | END_STREAM, 1, Http2Client.requestBlock(path));
            int read = 0;
            while (read < expected) {
                Http2Client.Frame frame = Objects.requireNonNull(connection.read(), "ended after " + read);
                if (frame.type() == DATA) {
                    int length = frame.payload().remaining();
                    read += length;
                    connection.send(times((length + 1023) / 1024, updates));
                }
            }
        }
    }

    @Test
    void emptyDataEndsTheConnection() {
        besideOthers(connection -> {
            connection.frame(HEADERS, END_HEADERS, 1, Http2Client.requestBlock("/public/1"));
            connection.floodToTheEnd(Http2Client.bytes(DATA, 0, 1, new byte[0]), 10);
        });
    }

    /** CVE-2023-44487. */
    @Test
    void rapidResetsEndTheConnectionCalmly() {
        besideOthers(connection ->
                overAndOver(connection, stream -> Http2Client.bytes(RST_STREAM, 0, stream, new byte[] {0, 0, 0, 8})));
    }

    /** CVE-2025-8671: it is the server that resets, for what the client does to a request that is under way. */
    static Stream<Arguments> provocations() {
        return Stream.of(
                provocation(
                        "opens a window by nothing",
                        stream -> Http2Client.bytes(WINDOW_UPDATE, 0, stream, new byte[4])),
                provocation(
                        "opens a window too far",
                        stream -> Http2Client.bytes(WINDOW_UPDATE, 0, stream, new byte[] {0x7f, -1, -1, -1})),
                provocation("goes on after the end", stream -> Http2Client.bytes(DATA, 0, stream, new byte[1])),
                provocation(
                        "begins again after the end",
                        stream -> Http2Client.bytes(
                                HEADERS, END_HEADERS | END_STREAM, stream, Http2Client.block("x-a", "1"))),
                provocation(
                        "makes a stream depend on itself",
                        stream -> Http2Client.bytes(PRIORITY, 0, stream, Arrays.copyOf(number(stream), 5))));
    }

    private static Arguments provocation(String what, IntFunction<byte[]> frame) {
        return Arguments.of(what, frame);
    }

    @ParameterizedTest
    @MethodSource("provocations")
    void resetsThatAClientProvokesEndTheConnectionCalmly(String what, IntFunction<byte[]> frame) {
        besideOthers(connection -> overAndOver(connection, frame));
        Await.until(() -> gateway.echo().inFlight() == 0);
    }

    /** At once: the gateway may end the connection while a client would still be writing. */
    private static void overAndOver(Http2Client connection, IntFunction<byte[]> spoil) {
        byte[] block = Http2Client.requestBlock("/public/1?hang");
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int stream = 1; stream < 2 * 300; stream += 2) {
            all.writeBytes(Http2Client.bytes(HEADERS, END_HEADERS | END_STREAM, stream, block));
            all.writeBytes(spoil.apply(stream));
        }
        connection.send(all.toByteArray());
        awaitCalm(connection);
    }

    /** What the gateway says last is lost where it closes before it has read everything. */
    private static void awaitCalm(Http2Client connection) {
        assertThat(connection.goAwayError()).isIn(Http2Client.CALM, -1);
    }

    @Test
    void requestsWithoutAnythingEndTheConnectionCalmly() {
        besideOthers(connection -> {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            for (int stream = 1; stream < 2 * 300; stream += 2) {
                all.writeBytes(Http2Client.bytes(HEADERS, END_HEADERS | END_STREAM, stream, new byte[0]));
            }
            connection.send(all.toByteArray());
            awaitCalm(connection);
        });
    }

    /** CVE-2024-27316 and its kin: a header block without an end. */
    @Test
    void continuationsWithoutEndEndTheConnection() {
        besideOthers(connection -> {
            connection.frame(HEADERS, 0, 1, Http2Client.requestBlock("/public/1"));
            byte[] more = Http2Client.bytes(CONTINUATION, 0, 1, Http2Client.block("x-a", "b".repeat(2_000)));
            connection.floodToTheEnd(more, 1_000);
        });
        besideOthers(connection -> {
            connection.frame(HEADERS, 0, 1, Http2Client.requestBlock("/public/1"));
            connection.floodToTheEnd(Http2Client.bytes(CONTINUATION, 0, 1, new byte[0]), 1_000);
        });
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
            assertThat(withFields(connection, 1, 100)).isEqualTo(200);
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
            assertThat(connection.status(199)).isEqualTo(200);
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

    /** The attack must end with its connection; until then, whoever else comes is answered in time. */
    private static void besideOthers(Consumer<Http2Client> attack) {
        CompletableFuture<Void> over = CompletableFuture.runAsync(
                () -> {
                    try (Http2Client connection = new Http2Client(gateway.port())) {
                        connection.greet();
                        attack.accept(connection);
                    }
                },
                Thread::startVirtualThread);
        do {
            long before = System.nanoTime();
            try (Http2Client ordinary = new Http2Client(gateway.port())) {
                ordinary.greet();
                assertThat(ordinary.get(1, "/public/1")).isEqualTo(200);
            }
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(5));
        } while (!over.isDone());
        over.join();
    }

    private static byte[] number(int value) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(value).array();
    }

    private static byte[] times(int count, byte[] frame) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = 0; i < count; i++) {
            all.writeBytes(frame);
        }
        return all.toByteArray();
    }
}
