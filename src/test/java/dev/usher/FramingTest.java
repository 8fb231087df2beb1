package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.RawHttp.Heard;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What two servers could read differently is refused before any service hears of it. */
class FramingTest {

    @RegisterExtension
    static final TestGateway gateway = TestGateway.usual().with("session", "{ ttl: 0s }");

    /** Whose service hears of broken bodies, and of a whole request behind each. */
    @RegisterExtension
    static final TestGateway broken = TestGateway.usual();

    private static int whole;

    private static final String LINE = "POST /public/x HTTP/1.1\r\n";
    private static final String HEAD = LINE + "Host: a.example\r\n";

    private static Stream<Arguments> ambiguousRequests() {
        return Stream.of(
                Arguments.of("both lengths", HEAD + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
                Arguments.of("lengths that differ", HEAD + "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd"),
                Arguments.of("the same length twice", HEAD + "Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc"),
                Arguments.of("a list of lengths", HEAD + "Content-Length: 3, 3\r\n\r\nabc"),
                Arguments.of("a signed length", HEAD + "Content-Length: +3\r\n\r\nabc"),
                Arguments.of("a negative length", HEAD + "Content-Length: -3\r\n\r\nabc"),
                Arguments.of("a length in hex", HEAD + "Content-Length: 0x3\r\n\r\nabc"),
                Arguments.of("an empty length", HEAD + "Content-Length: \r\n\r\nabc"),
                Arguments.of("a length beyond numbers", HEAD + "Content-Length: 99999999999999999999\r\n\r\nabc"),
                Arguments.of("a length with a leading zero", HEAD + "Content-Length: 03\r\n\r\nabc"),
                Arguments.of("a length of only zeros", HEAD + "Content-Length: 00\r\n\r\n"),
                Arguments.of("a length with a blank", HEAD + "Content-Length: 3 3\r\n\r\nabc"),
                Arguments.of("a length with a fraction", HEAD + "Content-Length: 3.0\r\n\r\nabc"),
                Arguments.of("a length of 19 digits", HEAD + "Content-Length: 1234567890123456789\r\n\r\nabc"),
                Arguments.of(
                        "two lengths in HTTP/1.0",
                        "POST /public/x HTTP/1.0\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd"),
                Arguments.of(
                        "chunks in HTTP/1.0",
                        "POST /public/x HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
                Arguments.of("a coding that is not chunked", HEAD + "Transfer-Encoding: identity\r\n\r\nabc"),
                Arguments.of("chunked not last", HEAD + "Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n"),
                Arguments.of("a coding and chunked", HEAD + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"),
                Arguments.of("chunked twice", HEAD + "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n"),
                Arguments.of(
                        "chunked twice in two lines",
                        HEAD + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
                Arguments.of("a quoted chunked", HEAD + "Transfer-Encoding: \"chunked\"\r\n\r\n0\r\n\r\n"),
                Arguments.of("a misspelt chunked", HEAD + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"),
                Arguments.of(
                        "chunked behind a vertical tab", HEAD + "Transfer-Encoding: \u000bchunked\r\n\r\n0\r\n\r\n"),
                Arguments.of("bare line feeds", "GET /public/x HTTP/1.1\nHost: a.example\n\n"),
                Arguments.of("one bare line feed", "GET /public/x HTTP/1.1\r\nHost: a.example\nX: y\r\n\r\n"),
                Arguments.of(
                        "a bare carriage return", "GET /public/x HTTP/1.1\r\nHost: a.example\r\nX: y\rZ: 1\r\n\r\n"),
                Arguments.of("control bytes in front", "\u0001\u0002GET /public/x HTTP/1.1\r\nHost: a.example\r\n\r\n"),
                Arguments.of("a NUL in a value", "GET /public/x HTTP/1.1\r\nHost: a.example\r\nX: a\0b\r\n\r\n"),
                Arguments.of("a NUL in a name", "GET /public/x HTTP/1.1\r\nHost: a.example\r\nX\0: b\r\n\r\n"),
                Arguments.of("a blank before the colon", "GET /public/x HTTP/1.1\r\nHost: a.example\r\nX : b\r\n\r\n"),
                Arguments.of("a blank in a name", "GET /public/x HTTP/1.1\r\nHost: a.example\r\nX Y: b\r\n\r\n"),
                Arguments.of("a name without a colon", "GET /public/x HTTP/1.1\r\nHost: a.example\r\nX\r\n\r\n"),
                Arguments.of("an empty name", "GET /public/x HTTP/1.1\r\nHost: a.example\r\n: b\r\n\r\n"),
                Arguments.of("a blank length name", HEAD + "Content-Length : 3\r\n\r\nabc"),
                Arguments.of("no Host", "GET /public/x HTTP/1.1\r\n\r\n"),
                Arguments.of("an empty Host", "GET /public/x HTTP/1.1\r\nHost:\r\n\r\n"),
                Arguments.of("two Hosts", "GET /public/x HTTP/1.1\r\nHost: a.example\r\nHost: b.example\r\n\r\n"),
                Arguments.of("the same Host twice", "GET /public/x HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n"),
                Arguments.of("a list of Hosts", "GET /public/x HTTP/1.1\r\nHost: a.example, b.example\r\n\r\n"),
                Arguments.of(
                        "a Host that no name is as long as",
                        "GET /public/x HTTP/1.1\r\nHost: " + "a".repeat(263) + "\r\n\r\n"),
                Arguments.of("a Host with a path", "GET /public/x HTTP/1.1\r\nHost: a.example/admin\r\n\r\n"),
                Arguments.of("a Host with a user", "GET /public/x HTTP/1.1\r\nHost: u@a.example\r\n\r\n"),
                Arguments.of("a Host with empty labels", "GET /public/x HTTP/1.1\r\nHost: a.example..\r\n\r\n"),
                Arguments.of("a Host that is a dot", "GET /public/x HTTP/1.1\r\nHost: .\r\n\r\n"),
                Arguments.of("a Host that is empty brackets", "GET /public/x HTTP/1.1\r\nHost: []\r\n\r\n"),
                Arguments.of("a Host with a broken port", "GET /public/x HTTP/1.1\r\nHost: a.example:8x\r\n\r\n"),
                Arguments.of("a Host with two ports", "GET /public/x HTTP/1.1\r\nHost: a.example:80:81\r\n\r\n"),
                Arguments.of("a folded field", "GET /public/x HTTP/1.1\r\nHost: a\r\nX: y\r\n X-User-Id: evil\r\n\r\n"),
                Arguments.of("a folded Host", "GET /public/x HTTP/1.1\r\nHost: a.example\r\n b.example\r\n\r\n"),
                Arguments.of("a target of another host", "GET http://b/public/x HTTP/1.1\r\nHost: a\r\n\r\n"),
                Arguments.of("a target of another port", "GET http://a:1/public/x HTTP/1.1\r\nHost: a:2\r\n\r\n"),
                Arguments.of("a target with a user", "GET http://u@a/public/x HTTP/1.1\r\nHost: a\r\n\r\n"),
                Arguments.of("a target of another scheme", "GET ftp://a/public/x HTTP/1.1\r\nHost: a\r\n\r\n"),
                Arguments.of("a target that is a star", "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n"),
                Arguments.of("a target without a slash", "GET public/x HTTP/1.1\r\nHost: a\r\n\r\n"),
                Arguments.of(
                        "the first draft of WebSocket",
                        "GET /public/x HTTP/1.1\r\nHost: a\r\n"
                                + "Sec-WebSocket-Key1: 1\r\nSec-WebSocket-Key2: 2\r\n\r\n12345678"),
                Arguments.of("another expectation", HEAD + "Expect: a miracle\r\nContent-Length: 1\r\n\r\na"),
                Arguments.of(
                        "two expectations", HEAD + "Expect: 100-continue\r\nExpect: b\r\nContent-Length: 1\r\n\r\na"),
                Arguments.of(
                        "a long request line", "GET /public/" + "x".repeat(20_000) + " HTTP/1.1\r\nHost: a\r\n\r\n"),
                Arguments.of("a long header", HEAD + "X: " + "y".repeat(40_000) + "\r\n\r\n"),
                Arguments.of("many headers", HEAD + "X: 0123456789\r\n".repeat(4_000) + "\r\n"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ambiguousRequests")
    @Tag("T18")
    @Tag("T21")
    void whatIsAmbiguousIsRefusedAndTheConnectionClosed(String what, String bytes) {
        long before = gateway.echo().requests();

        Heard heard = RawHttp.say(gateway.port(), bytes + "GET /public/smuggled HTTP/1.1\r\nHost: a\r\n\r\n");

        assertThat(heard.status()).as(what + ": " + heard.text()).isBetween(400, 499);
        assertThat(heard.answers()).as(heard.text()).isEqualTo(1);
        assertThat(heard.closed()).isTrue();
        assertThat(gateway.echo().requests()).isEqualTo(before);
        assertThat(gateway.client().get("/public/next").status()).isEqualTo(200);
    }

    private static Stream<Arguments> brokenBodies() {
        return Stream.of(
                Arguments.of("a size that is no number", "5\r\nhello\r\nzz\r\n\r\n"),
                Arguments.of("a negative size", "5\r\nhello\r\n-1\r\n\r\n"),
                Arguments.of("a size with 0x", "5\r\nhello\r\n0x1\r\na\r\n0\r\n\r\n"),
                Arguments.of("a chunk longer than its size", "5\r\nhello!!\r\n0\r\n\r\n"),
                Arguments.of("a bare line feed behind a size", "5\nhello\r\n0\r\n\r\n"),
                Arguments.of("a bare line feed behind a chunk", "5\r\nhello\n0\r\n\r\n"),
                Arguments.of("a bare line feed in an extension", "5;a\nb\r\nhello\r\n0\r\n\r\n"),
                Arguments.of("a size beyond numbers", "5\r\nhello\r\nffffffffffffffff1\r\n"),
                Arguments.of("a trailer without a name", "5\r\nhello\r\n0\r\n: x\r\n\r\n"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("brokenBodies")
    @Tag("T21")
    void aServiceNeverSeesABrokenBodyCompleted(String what, String body) {
        Heard heard = RawHttp.say(broken.port(), HEAD + "Transfer-Encoding: chunked\r\n\r\n" + body);

        assertThat(heard.status()).as(what + ": " + heard.text()).isEqualTo(400);
        assertThat(heard.closed()).isTrue();
        // each other request that the service heard of was broken off, however late it heard of that
        Await.until(() -> broken.echo().requests() - broken.echo().cancelled() == whole
                && broken.echo().inFlight() == 0);
        assertThat(broken.client().get("/public/next").status()).isEqualTo(200);
        whole++;
    }

    @Test
    @Tag("T21")
    void aBrokenBodyIsRefusedWhileTheUserServerIsAsked() throws Exception {
        long before = gateway.echo().requests();
        String token = gateway.client().aliceToken();
        String head = "POST /orders/1 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nUser-Token: " + token;

        Heard heard = RawHttp.say(gateway.port(), head + "\r\n\r\n5\r\nhello\r\nzz\r\n\r\n");

        assertThat(heard.status()).as(heard.text()).isEqualTo(400);
        assertThat(heard.closed()).isTrue();
        assertThat(gateway.client().get("/orders/2", "user-token", token).status())
                .isEqualTo(200);
        assertThat(gateway.echo().requests()).isEqualTo(before + 1);
        Await.until(() -> Gauges.noRequestIsForwarded(gateway));
    }

    @Test
    @Tag("T21")
    void chunkExtensionsEndHere() {
        Heard heard = RawHttp.say(
                gateway.port(),
                HEAD + "Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n2;a=b\r\nok\r\n0\r\n\r\n");

        assertThat(heard.status()).isEqualTo(200);
        assertThat(heard.text()).contains("\"length\":2").doesNotContain("a=b");
    }

    @Test
    @Tag("T14")
    void tunnelsAndTracesAreNotAllowed() {
        long before = gateway.echo().requests();

        assertThat(RawHttp.say(gateway.port(), "CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\nConnection: close\r\n\r\n")
                        .status())
                .isEqualTo(405);
        assertThat(RawHttp.say(gateway.port(), "TRACE /public/x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                        .status())
                .isEqualTo(405);
        assertThat(gateway.echo().requests()).isEqualTo(before);
    }

    @Test
    @Tag("T14")
    void anUpgradeToHttp2IsNeverForwarded() {
        String settings = "HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n\r\n";

        try (RawClient client = new RawClient(gateway.port())) {
            client.say("GET /public/x HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"
                    + settings);

            // to the end of what the echo service says; the connection itself stays open for HTTP/2
            assertThat(client.readUntil("}}").toLowerCase(Locale.ROOT))
                    .contains("\"target\":\"/public/x\"")
                    .doesNotContain("\"name\":\"upgrade\"", "\"name\":\"http2-settings\"", "\"name\":\"connection\"");
        }
    }
}
