package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes behind a client's body (RFC 9110 section 6.5) goes on, and never what is the gateway's or the head's. */
class RequestTrailerTest {

    private static final TestCertificate CERTIFICATE = TestCertificate.create();

    /** Fields that the gateway allows, in a head and behind a body. */
    private static final int MOST = 40;

    private static final List<String> NONE = List.of();

    private static final List<String> NOT_THE_CLIENTS = List.of(
            "x-user-id",
            "x_user.id",
            "x.user.roles",
            "xuseremail",
            "x-forwarded-for",
            "x_forwarded_host",
            "forwarded",
            "x-real-ip",
            "x-request-id",
            "traceparent",
            "user-token",
            "authorization",
            "cookie",
            "set-cookie",
            "proxy-authorization",
            "host",
            "content_length",
            "content-type",
            "content.encoding",
            "transfer.encoding",
            "expect",
            "max-forwards",
            "range",
            "if-match",
            "if_none_match",
            "cache-control",
            "x-http-method-override",
            "x-original-url",
            "via");

    @RegisterExtension
    static final QuietLog log = new QuietLog();

    static final RawService one = RawService.start();
    static final RawService two = RawService.start();

    @RegisterExtension
    static final TestGateway gateway = TestGateway.usual()
            .withTls(CERTIFICATE, "http3: true")
            .with("limits", "{ headers: " + MOST + " }")
            .route("/one/**", "{ target: " + one.url() + ", auth: optional }")
            .route("/two/**", "{ target: " + two.url().replace("http:", "h2c:") + ", auth: optional }");

    private static final TrailedClient client = new TrailedClient(gateway);

    @BeforeAll
    static void run() {
        one.runs(TrailedService::http1);
        two.runs(TrailedService::http2);
    }

    @AfterEach
    void nothingIsLeftOver() {
        await().until(() -> Gauges.noRequestIsForwarded(gateway));
    }

    @AfterAll
    static void stop() throws Exception {
        one.close();
        two.close();
    }

    /** How a client asks, and where. */
    static Stream<Arguments> ways() {
        return Stream.of(1, 2, 3)
                .flatMap(version -> Stream.of("/one/1", "/two/1").map(path -> Arguments.of(version, path)));
    }

    @ParameterizedTest(name = "HTTP/{0} {1}")
    @MethodSource("ways")
    void trailersGoOnBehindTheBody(int version, String path) {
        String heard =
                client.say(version, path, "hello", List.of("trailer", "x-sum, x-other"), "x-sum", "1", "x-sum", "2");

        assertThat(head(heard)).contains("\r\ntrailer: x-sum, x-other\r\n").doesNotContain("x-sum: ");
        assertThat(heard).contains("hello").endsWith("\r\nbehind\r\nx-sum: 1\r\nx-sum: 2\r\n" + end(path));
        assertThat(client.say(version, path, "hello", List.of("trailer", ""))).doesNotContain("x-sum", "trailer");
    }

    @ParameterizedTest(name = "HTTP/{0} {1}")
    @MethodSource("ways")
    void soDoThoseBehindAnEmptyBodyAndThoseThatNobodyAnnounced(int version, String path) {
        String heard = client.say(version, path, "", List.of("x-empty", "1"), "x-sum", "1");

        assertThat(head(heard)).doesNotContain("trailer").contains("x-empty");
        assertThat(heard).endsWith("behind\r\nx-sum: 1\r\n" + end(path));
    }

    @ParameterizedTest(name = "HTTP/{0} {1}")
    @MethodSource("ways")
    @Tag("T1")
    void whatIsNotTheClientsToSayBehindABodyEndsHere(int version, String path) {
        String alice = gateway.client().aliceToken();
        String announced = String.join(",", NOT_THE_CLIENTS) + ", x-sum, x(b),";
        List<String> behind = new ArrayList<>();
        NOT_THE_CLIENTS.forEach(name -> behind.addAll(List.of(name, "evil")));
        behind.addAll(List.of("x-sum", "1"));

        String heard = client.say(
                version,
                path,
                "hello",
                List.of("user-token", alice, "trailer", announced),
                behind.toArray(String[]::new));

        assertThat(heard).endsWith("behind\r\nx-sum: 1\r\n" + end(path)).doesNotContain("evil", alice);
        assertThat(head(heard))
                .contains("\r\ntrailer: x-sum\r\n")
                .containsOnlyOnce("\r\nx-user-id: "
                        + gateway.users().objectId("alice@example.com").toLowerCase(Locale.ROOT) + "\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length",
                "Transfer-Encoding",
                "Trailer",
                "TE",
                "Connection",
                "Upgrade",
                "Keep-Alive",
                "Proxy-Connection"
            })
    void neitherDoesWhatFramesOfHttp1(String name) {
        for (String path : new String[] {"/one/1", "/two/1"}) {
            assertThat(client.say(1, path, "hello", NONE, name, "evil", "x-sum", "1"))
                    .endsWith("behind\r\nx-sum: 1\r\n" + end(path))
                    .doesNotContain("evil");
        }
    }

    @Test
    @Tag("T3")
    void whatTheHeadNominatesEndsHereBehindTheBodyToo() {
        assertThat(client.lines("POST /one/1 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTrailer: X-Hop"
                        + "\r\nConnection: close, X-Hop\r\n\r\n5\r\nhello\r\n0\r\nX-Hop: evil\r\nX-Sum: 1\r\n\r\n"))
                .endsWith("behind\r\nx-sum: 1\r\n\r\n")
                .doesNotContain("x-hop", "\r\ntrailer");
    }

    @Test
    void nothingIsAnnouncedWhereNothingCanCome() {
        assertThat(client.lines("POST /one/1 HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nTrailer: X-Sum"
                        + "\r\nConnection: close\r\n\r\n"))
                .contains("content-length: 0")
                .doesNotContain("trailer");
        assertThat(client.lines("GET /two/1 HTTP/1.1\r\nHost: a\r\nTrailer: X-Sum\r\nConnection: close\r\n\r\n"))
                .contains(":method: get")
                .doesNotContain("trailer");
    }

    /** On HTTP/2 there is a place for them, on HTTP/1.1 there is none. */
    @Test
    void behindABodyWithALengthTheyGoAsFarAsTheyCan() {
        List<String> head = List.of("content-length", "5", "trailer", "x-sum");

        assertThat(client.say(2, "/two/1", "hello", head, "x-sum", "1")).endsWith("behind\r\nx-sum: 1\r\n");
        assertThat(client.say(2, "/one/1", "hello", head, "x-sum", "1"))
                .contains("content-length: 5")
                .doesNotContain("x-sum", "trailer");
    }

    @Test
    void requestsOfOneConnectionHaveTheirOwn() {
        String head = "POST /one/1 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n";
        String all = client.lines(head + "\r\n1\r\na\r\n0\r\nX-Sum: 1\r\n\r\n"
                + head + "\r\n1\r\nb\r\n0\r\n\r\n"
                + head + "Connection: close\r\n\r\n1\r\nc\r\n0\r\nX-Other: 3\r\n\r\n");

        assertThat(all)
                .containsSubsequence(
                        "\r\na\r\n0\r\nbehind\r\nx-sum: 1\r\n\r\n",
                        "\r\nb\r\n0\r\nbehind\r\n\r\n",
                        "\r\nc\r\n0\r\nbehind\r\nx-other: 3\r\n\r\n");
    }

    /** More than the service's window, which opens when all of it is used. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void theyDoNotOvertakeABodyThatWaitsForItsService(int version) {
        String body = "0123456789abcde".repeat(6_000);

        assertThat(client.say(version, "/two/1", body, NONE, "x-sum", "1"))
                .endsWith(body + "\r\nbehind\r\nx-sum: 1\r\n");
    }

    @Test
    void moreThanHeadersMayBeAre431() {
        String head = "POST /one/1 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n";

        assertThat(client.lines(head + "a: b\r\n".repeat(MOST + 1) + "\r\n"))
                .startsWith("HTTP/1.1 431")
                .contains("" + MOST);
        assertThat(client.lines(head + "a: " + "b".repeat(40_000) + "\r\n\r\n")).startsWith("HTTP/1.1 431");
        assertThat(client.lines(head.replace("Tr", "Connection: close\r\nTr") + "a: b\r\n".repeat(MOST) + "\r\n"))
                .startsWith("HTTP/1.1 200")
                .endsWith("a: b\r\n\r\n");
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void moreThanHeadersMayBeEndAStream(int version) {
        String[] fields = new String[2 * MOST + 2];
        for (int i = 0; i < fields.length; i += 2) {
            fields[i] = "x-sum";
            fields[i + 1] = "1";
        }

        assertThat(client.say(version, "/one/1", "hello", NONE, fields)).isEqualTo("reset");
        assertThat(client.say(version, "/one/1", "hello", NONE, "x-sum", "1")).contains("behind\r\nx-sum: 1\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Bad: a\0b",
                "X-Bad: a\u0001b",
                "X-Bad: a\u007fb",
                "X(Bad): 1",
                "X-Bad",
                " X-Bad: 1",
                "X-Bad: 1\r\n X-User-Id: evil",
                ": 1"
            })
    void aTrailerOfHttp1ThatIsNoFieldIs400(String line) {
        assertThat(client.lines("POST /one/1 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n"
                        + "X-Sum: 1\r\n".repeat(line.startsWith(" ") ? 0 : 1) + line + "\r\n\r\n"))
                .startsWith("HTTP/1.1 400");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"x-bad:a\r\nx-user-id: evil", "x-bad:a\0", "x-bad: a", "X-Bad:a", "connection:x", ":path:/"})
    void aTrailerOfAStreamThatIsNoFieldEndsIt(String field) {
        int colon = field.indexOf(':', 1);
        for (int version : new int[] {2, 3}) {
            assertThat(client.say(
                            version, "/one/1", "hello", NONE, field.substring(0, colon), field.substring(colon + 1)))
                    .isIn("reset", "400");
        }
    }

    private static String head(String heard) {
        return heard.substring(0, heard.indexOf("behind"));
    }

    private static String end(String path) {
        return path.startsWith("/one") ? "\r\n" : "";
    }
}
