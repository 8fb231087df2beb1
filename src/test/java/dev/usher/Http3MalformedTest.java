package dev.usher;

import static dev.usher.RawHttp3.DATA;
import static dev.usher.RawHttp3.GOAWAY;
import static dev.usher.RawHttp3.HEADERS;
import static dev.usher.RawHttp3.SETTINGS;
import static dev.usher.RawHttp3.frame;
import static dev.usher.TestClient.with;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a client gets wrong over QUIC costs it its stream or its connection, and the log not a line. */
class Http3MalformedTest {

    private static final TestCertificate CERTIFICATE = TestCertificate.usual();

    @RegisterExtension
    static final QuietLog log = new QuietLog();

    @RegisterExtension
    static final TestGateway gateway = TestGateway.usual().withTls(CERTIFICATE, "http3: true");

    @AfterEach
    void othersAreServed() {
        try (RawHttp3 connection = new RawHttp3(gateway.usher().httpsPort()).greet()) {
            assertThat(connection.get("/public/1").status()).isEqualTo(200);
        }
        Await.until(() -> Gauges.noRequestIsForwarded(gateway));
    }

    static Stream<Arguments> requests() {
        return Stream.of(
                Arguments.of("another Host", with(RawHttp3.usual("/public/1"), "host", "b.example")),
                Arguments.of("another port", with(RawHttp3.usual("/public/1"), "host", "a.example:444")),
                Arguments.of("two Hosts", with(without(6), "host", "a.example", "host", "b.example")),
                Arguments.of("no authority", without(6)),
                Arguments.of("an empty authority", with(without(6), ":authority", "")),
                Arguments.of("no URI's authority", with(without(6), ":authority", "a b")),
                Arguments.of("a user in the authority", with(without(6), ":authority", "me@a.example")),
                Arguments.of("no method", new String[] {":scheme", "https", ":path", "/public/1", ":authority", "a"}),
                Arguments.of("an empty method", with(method(""), ":scheme", "https", ":path", "/", ":authority", "a")),
                Arguments.of("no path", with(method("GET"), ":scheme", "https", ":authority", "a")),
                Arguments.of("an empty path", with(method("GET"), ":scheme", "https", ":path", "", ":authority", "a")),
                Arguments.of("no scheme", with(method("GET"), ":path", "/public/1", ":authority", "a")),
                Arguments.of("two paths", with(RawHttp3.usual("/public/1"), ":path", "/orders/1")),
                Arguments.of("CONNECT", with(method("CONNECT"), ":authority", "a.example:443")),
                Arguments.of("CONNECT with a path", with(RawHttp3.usual("/public/1"), ":method", "CONNECT")),
                Arguments.of(
                        "CONNECT with a protocol",
                        with(
                                method("CONNECT"),
                                ":protocol",
                                "websocket",
                                ":scheme",
                                "https",
                                ":path",
                                "/public/1",
                                ":authority",
                                "a.example")),
                Arguments.of("a length that is no number", with(RawHttp3.usual("/public/1"), "content-length", "x")),
                Arguments.of("two lengths", with(RawHttp3.usual("/public/1"), "content-length", "1, 2")),
                Arguments.of("a length without a body", with(RawHttp3.usual("/public/1"), "content-length", "5")),
                Arguments.of("an answer", new String[] {":status", "200"}),
                Arguments.of("nothing", new String[0]),
                Arguments.of("too much", with(RawHttp3.usual("/public/1"), "x-a", "b".repeat(40_000))));
    }

    @ParameterizedTest
    @MethodSource("requests")
    void requestsAreRefused(String what, String[] fields) {
        long before = gateway.echo().requests();
        try (RawHttp3 connection = new RawHttp3(gateway.usher().httpsPort()).greet()) {
            assertThat(connection.request(fields).status()).isIn(-1, 400, 405);
        }
        assertThat(gateway.echo().requests()).isEqualTo(before);
    }

    static Stream<Arguments> streams() {
        byte[] head = frame(HEADERS, Qpack.block(RawHttp3.usual("/public/1")));
        return Stream.of(
                stream("data before headers", stream -> stream.send(frame(DATA, new byte[5]))),
                stream(
                        "trailers with a path",
                        stream -> stream.send(head).send(frame(HEADERS, Qpack.block(":path", "/orders/1")))),
                stream(
                        "trailers after trailers",
                        stream -> stream.send(head)
                                .send(frame(HEADERS, Qpack.block("x-a", "1")))
                                .send(frame(HEADERS, Qpack.block("x-a", "1")))),
                stream(
                        "trailers with a line feed",
                        stream -> stream.send(head).send(frame(HEADERS, Qpack.block("x-a", "1\r\nb: 2")))),
                stream("a body that breaks off", stream -> stream.send(head).send(new byte[] {DATA, 60, 1, 2, 3})),
                stream("settings", stream -> stream.send(frame(SETTINGS, new byte[0]))),
                stream("a frame of HTTP/2", stream -> stream.send(frame(6, new byte[8]))),
                stream("a push", stream -> stream.send(frame(5, QuicNumber.octets(1)))),
                stream("fields of a table that there is not", stream -> stream.send(frame(HEADERS, new byte[] {1, 0}))),
                stream("a number without end", stream -> stream.send(frame(HEADERS, new byte[] {-1, -1, -1, -1, -1}))),
                stream("an index beyond the table", stream -> stream.send(frame(HEADERS, new byte[] {0, 0, -1, 90}))),
                stream("half a field", stream -> stream.send(frame(HEADERS, new byte[] {0, 0, 0x27, 100}))),
                stream("half a frame", stream -> stream.send(new byte[] {1, 60, 0, 0})),
                stream("half a type", stream -> stream.send(new byte[] {(byte) 0xc0})),
                stream("a frame without end", stream -> stream.send(new byte[] {1, -1, -1, -1, -1, -1, -1, -1, -1})),
                stream("nothing", stream -> {}));
    }

    private static Arguments stream(String what, Consumer<RawHttp3.Stream> said) {
        return Arguments.of(what, said);
    }

    @ParameterizedTest
    @MethodSource("streams")
    void streamsAreRefused(String what, Consumer<RawHttp3.Stream> said) {
        try (RawHttp3 connection = new RawHttp3(gateway.usher().httpsPort()).greet()) {
            RawHttp3.Stream stream = connection.open();
            said.accept(stream);
            assertThat(stream.end().status()).isIn(-1, 400);
        }
    }

    /** What is beyond would be the next request to a service that speaks HTTP/1.1, RFC 9114 section 4.1.2. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void noBodyIsLongerThanItsLength(boolean inOneFrame) {
        long before = gateway.echo().requests();
        byte[] beyond = "GET /public/beyond HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        String[] fields = with(RawHttp3.usual("/public/1"), "content-length", "5");
        fields[1] = "POST";
        for (int i = 0; i < 20; i++) {
            try (RawHttp3 connection = new RawHttp3(gateway.usher().httpsPort()).greet()) {
                RawHttp3.Stream stream = connection.open().send(frame(HEADERS, Qpack.block(fields)));
                if (inOneFrame) {
                    byte[] all = Arrays.copyOf(new byte[5], 5 + beyond.length);
                    System.arraycopy(beyond, 0, all, 5, beyond.length);
                    stream.send(frame(DATA, all));
                } else {
                    stream.send(frame(DATA, new byte[5])).send(frame(DATA, beyond));
                }
                stream.end().status();
                assertThat(gateway.client()
                                .get("/public/" + i)
                                .json()
                                .get("target")
                                .asText())
                        .isEqualTo("/public/" + i);
            }
        }
        assertThat(gateway.echo().requests()).isLessThanOrEqualTo(before + 40);
    }

    static Stream<Arguments> controls() {
        return Stream.of(
                control("two control streams", connection -> connection.greet().greet()),
                control(
                        "no settings",
                        connection -> connection.unidirectional(0).send(frame(GOAWAY, QuicNumber.octets(0)))),
                control(
                        "settings again",
                        connection -> connection
                                .unidirectional(0)
                                .send(frame(SETTINGS, new byte[0]))
                                .send(frame(SETTINGS, new byte[0]))),
                control(
                        "a setting of HTTP/2",
                        connection -> connection.unidirectional(0).send(frame(SETTINGS, new byte[] {2, 0}))),
                control(
                        "a setting twice",
                        connection -> connection.unidirectional(0).send(frame(SETTINGS, new byte[] {6, 1, 6, 1}))),
                control(
                        "half a setting",
                        connection -> connection.unidirectional(0).send(frame(SETTINGS, new byte[] {6}))),
                control(
                        "headers",
                        connection -> connection.greet().unidirectional(0).send(frame(HEADERS, new byte[2]))),
                control(
                        "an end of control",
                        connection -> connection
                                .unidirectional(0)
                                .send(frame(SETTINGS, new byte[0]))
                                .end()),
                control(
                        "a reset of control",
                        connection -> connection
                                .unidirectional(0)
                                .send(frame(SETTINGS, new byte[0]))
                                .reset(1)),
                control(
                        "a push",
                        connection -> connection.greet().unidirectional(1).send(QuicNumber.octets(1))),
                control(
                        "nonsense for the table",
                        connection -> connection.greet().unidirectional(2).send(new byte[] {-1, -1, -1, -1, -1, -1})),
                control(
                        "a table that is too large",
                        connection -> connection.greet().unidirectional(2).send(new byte[] {0x3f, -1, -1, 1})),
                control(
                        "nonsense of the table",
                        connection -> connection.greet().unidirectional(3).send(new byte[] {0, -1, -1, -1, -1, -1})),
                control("two tables", connection -> {
                    connection.greet().unidirectional(2);
                    connection.unidirectional(2);
                }),
                control(
                        "a stream of no kind",
                        connection -> connection.greet().unidirectional(77).send(new byte[99])));
    }

    private static Arguments control(String what, Consumer<RawHttp3> said) {
        return Arguments.of(what, said);
    }

    @ParameterizedTest
    @MethodSource("controls")
    void controlIsKept(String what, Consumer<RawHttp3> said) {
        try (RawHttp3 connection = new RawHttp3(gateway.usher().httpsPort())) {
            said.accept(connection);
            connection.get("/public/1").status();
        }
    }

    /** The usual fields as far as the authority. */
    private static String[] without(int from) {
        return Arrays.copyOf(RawHttp3.usual("/public/1"), from);
    }

    private static String[] method(String method) {
        return new String[] {":method", method};
    }
}
