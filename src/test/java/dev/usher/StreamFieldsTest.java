package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What could not be a line of HTTP/1 is refused, before it becomes one at the service. */
class StreamFieldsTest {

    private static final TestCertificate CERTIFICATE = TestCertificate.usual();

    private static final byte[] HELLO = "hello".getBytes(StandardCharsets.UTF_8);

    @RegisterExtension
    static final QuietLog log = new QuietLog();

    @RegisterExtension
    static final TestGateway gateway = TestGateway.usual().withTls(CERTIFICATE, "http3: true");

    static Stream<Arguments> malformed() {
        return Stream.of(
                Arguments.of("a line feed that folds", "x-a", "1\r\n x-user-id: root"),
                Arguments.of("a line feed that begins another field", "x-a", "1\r\nx-user-id: root"),
                Arguments.of("a line feed alone", "x-a", "1\n\tx-user-id: root"),
                Arguments.of("a return alone", "x-a", "1\rx-user-id: root"),
                Arguments.of("an end of the head", "x-a", "1\r\n\r\nGET /orders/1 HTTP/1.1\r\n"),
                Arguments.of("a zero", "x-a", "1\0002"),
                Arguments.of("a control", "x-a", "1\0012"),
                Arguments.of("a delete", "x-a", "1\1772"),
                Arguments.of("a blank at the beginning", "x-a", " 1"),
                Arguments.of("a tab at the beginning", "x-a", "\t1"),
                Arguments.of("a blank at the end", "x-a", "1 "),
                Arguments.of("a tab at the end", "x-a", "1\t"),
                Arguments.of("a blank alone", "x-a", " "),
                Arguments.of("a name in upper case", "X-User-Id", "root"),
                Arguments.of("a name with a blank", "x-user-id ", "root"),
                Arguments.of("a name with a colon", "x-a:x-user-id", "root"),
                Arguments.of("a name with a line feed", "x-a: 1\r\nx-user-id", "root"),
                Arguments.of("a name with a zero", "x-user-id\000", "root"),
                Arguments.of("a name beyond ASCII", "x-\u00fcser-id", "root"),
                Arguments.of("a name with a separator", "x-a(b)", "root"),
                Arguments.of("no name", "", "root"),
                Arguments.of("a pseudo-header of answers", ":status", "200"),
                Arguments.of("a pseudo-header that there is not", ":user", "root"),
                Arguments.of("a pseudo-header of CONNECT", ":protocol", "websocket"),
                Arguments.of("connection", "connection", "close"),
                Arguments.of("keep-alive", "keep-alive", "timeout=5"),
                Arguments.of("proxy-connection", "proxy-connection", "close"),
                Arguments.of("transfer-encoding", "transfer-encoding", "chunked"),
                Arguments.of("upgrade", "upgrade", "websocket"),
                Arguments.of("another te", "te", "gzip"),
                Arguments.of("more te", "te", "trailers, gzip"));
    }

    @ParameterizedTest
    @MethodSource("malformed")
    @Tag("T1")
    void areRefusedOverHttp3(String what, String name, String value) {
        long before = gateway.echo().requests();
        try (RawHttp3 connection = new RawHttp3(gateway.usher().httpsPort()).greet()) {
            assertThat(connection.get("/public/1", name, value).status()).isIn(400, -1);
            if (connection.isOpen()) {
                assertThat(connection.get("/public/2").status()).isEqualTo(200);
                before++;
            }
        }
        assertThat(gateway.echo().requests()).isEqualTo(before);
    }

    @ParameterizedTest
    @MethodSource("malformed")
    @Tag("T1")
    void areRefusedOverHttp2(String what, String name, String value) {
        long before = gateway.echo().requests();
        try (Http2Client connection = new Http2Client(gateway.port())) {
            connection.greet();
            assertThat(status(connection, with(":scheme", "http", name, value))).isIn(400, -1);
        }
        assertThat(gateway.echo().requests()).isEqualTo(before);
    }

    @Test
    void soArePseudoHeadersBehindOthers() {
        try (Http2Client connection = new Http2Client(gateway.port())) {
            connection.greet();
            assertThat(status(connection, with(":scheme", "http", "x-a", "1", ":path", "/orders/1")))
                    .isIn(400, -1);
        }
        try (RawHttp3 connection = new RawHttp3(gateway.usher().httpsPort()).greet()) {
            assertThat(connection
                            .get("/public/1", "x-a", "1", ":path", "/orders/1")
                            .status())
                    .isIn(400, -1);
        }
    }

    /** RFC 9113 section 8.3 and RFC 9114 section 4.3. */
    @ParameterizedTest
    @ValueSource(strings = {":method", ":scheme", ":path", ":authority"})
    void soArePseudoHeadersThatComeTwice(String name) {
        long before = gateway.echo().requests();
        for (String value : new String[] {"GET", "http", "/public/1", "/orders/1", "a.example", "b.example"}) {
            try (Http2Client connection = new Http2Client(gateway.port())) {
                connection.greet();
                assertThat(status(connection, with(":scheme", "http", name, value)))
                        .isIn(400, -1);
            }
            try (RawHttp3 connection = new RawHttp3(gateway.usher().httpsPort()).greet()) {
                assertThat(connection
                                .request(with(":scheme", "http", name, value))
                                .status())
                        .isIn(400, -1);
            }
        }
        assertThat(gateway.echo().requests()).isEqualTo(before);
    }

    /** What is beyond would be the next request to a service that speaks HTTP/1.1, RFC 9113 section 8.1.1. */
    @Test
    @Tag("T21")
    void noBodyIsLongerThanItsLength() {
        long before = gateway.echo().requests();
        byte[] beyond = "GET /public/beyond HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        try (Http2Client connection = new Http2Client(gateway.port())) {
            connection.greet();
            connection.frame(Http2Client.HEADERS, Http2Client.END_HEADERS, 1, Http2Client.block(sized("5")));
            connection.frame(Http2Client.DATA, 0, 1, HELLO);
            connection.frame(Http2Client.DATA, Http2Client.END_STREAM, 1, beyond);
            assertThat(connection.status(1)).isNotEqualTo(200);
        }
        assertThat(gateway.client().get("/public/own").json().get("target").asText())
                .isEqualTo("/public/own");
        assertThat(gateway.echo().requests()).isLessThanOrEqualTo(before + 2);
    }

    /** RFC 9110 section 8.6: the codecs make those that agree one; a service must never have to choose. */
    @ParameterizedTest
    @CsvSource({"5, true", "5 5, true", "5 6, false", "6 5, false", "x, false", "-5, false"})
    @Tag("T21")
    void ofSeveralLengthsAServiceHearsOneOrNone(String lengths, boolean agree) {
        try (Http2Client connection = new Http2Client(gateway.port())) {
            connection.greet();
            connection.frame(Http2Client.HEADERS, Http2Client.END_HEADERS, 1, Http2Client.block(sized(lengths)));
            connection.frame(Http2Client.DATA, Http2Client.END_STREAM, 1, HELLO);
            assertThat(connection.status(1) == 200).isEqualTo(agree);
            if (agree) {
                assertThat(connection.body(1)).containsOnlyOnce("content-length\",\"value\":\"5\"");
            }
        }
        try (RawHttp3 connection = new RawHttp3(gateway.usher().httpsPort()).greet()) {
            RawHttp3.Stream answer = connection
                    .open()
                    .send(RawHttp3.frame(RawHttp3.HEADERS, Qpack.block(sized(lengths))))
                    .send(RawHttp3.frame(RawHttp3.DATA, HELLO))
                    .end();
            assertThat(answer.status() == 200).isEqualTo(agree);
            if (agree) {
                Await.until(() -> answer.heard().endsWith("}"));
                assertThat(answer.heard()).containsOnlyOnce("content-length\",\"value\":\"5\"");
            }
        }
    }

    private static String[] sized(String lengths) {
        String[] fields = Stream.of(lengths.split(" "))
                .flatMap(length -> Stream.of("content-length", length))
                .toArray(String[]::new);
        String[] head = TestClient.with(with(":scheme", "http"), fields);
        head[1] = "POST";
        return head;
    }

    @Test
    void soAreSchemesThatAreNotHttp() {
        try (Http2Client connection = new Http2Client(gateway.port())) {
            connection.greet();
            assertThat(status(connection, with(":scheme", "ftp"))).isEqualTo(400);
        }
        try (RawHttp3 connection = new RawHttp3(gateway.usher().httpsPort()).greet()) {
            assertThat(connection.request(with(":scheme", "ftp")).status()).isEqualTo(400);
        }
    }

    @Test
    void whatIsInOrderArrivesAsItWas() {
        String[] fields = {"x-a", "b \t\u00ff\"", "x-empty", "", "te", "trailers", "x!#$%&'*+-.^_`|~0", "1"};
        try (Http2Client connection = new Http2Client(gateway.port())) {
            connection.greet();
            assertThat(status(connection, TestClient.with(with(":scheme", "http"), fields)))
                    .isEqualTo(200);
        }
        try (RawHttp3 connection = new RawHttp3(gateway.usher().httpsPort()).greet()) {
            RawHttp3.Stream answer = connection.get("/public/1", fields);
            assertThat(answer.status()).isEqualTo(200);
            Await.until(() -> answer.heard().endsWith("}"));
            assertThat(answer.heard()).contains("{\"name\":\"x-empty\",\"value\":\"\"}", "x!#$%&'*+-.^_`|~0");
        }
    }

    @Test
    void moreThanAHundredAreRefused() {
        String[] many = IntStream.range(0, 100)
                .boxed()
                .flatMap(i -> Stream.of("x-" + i, "1"))
                .toArray(String[]::new);
        try (RawHttp3 connection = new RawHttp3(gateway.usher().httpsPort()).greet()) {
            assertThat(connection.get("/public/1", many).status()).isEqualTo(200);
            assertThat(connection
                            .get("/public/1", TestClient.with(many, "a", "1"))
                            .status())
                    .isEqualTo(431);
        }
    }

    private static String[] with(String... fields) {
        return TestClient.with(
                new String[] {":method", "GET", ":path", "/public/1", ":authority", "a.example"}, fields);
    }

    private static int status(Http2Client connection, String... fields) {
        connection.frame(
                Http2Client.HEADERS, Http2Client.END_STREAM | Http2Client.END_HEADERS, 1, Http2Client.block(fields));
        return connection.status(1);
    }
}
