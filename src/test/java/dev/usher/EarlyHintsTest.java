package dev.usher;

import static dev.usher.TestGateway.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a service says early of an answer, RFC 8297. */
class EarlyHintsTest {

    private static final String HINTS = String.join(
            "\r\n",
            "HTTP/1.1 103 Early Hints",
            "Link: </a.css>; rel=preload",
            "X-User-Id: planted",
            "Connection: X-Hop",
            "X-Hop: 1",
            "Content-Length: 0",
            "Set-Cookie: __Host-session=planted",
            "\r\n");
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nab";

    @RegisterExtension
    static final RawService service = RawService.start();

    @RegisterExtension
    static final TestGateway gateway = TestGateway.usual()
            .withTls(TestCertificate.create(), "http3: true")
            .route("/hinted/**", "{ target: " + service.url() + ", auth: none }");

    private static HttpClient http2;
    private static HttpClient http3;

    private final Queue<MultiMap> hints = new ConcurrentLinkedQueue<>();

    @BeforeAll
    static void connect() {
        http2 = gateway.vertx()
                .createHttpClient(new HttpClientOptions()
                        .setProtocolVersion(HttpVersion.HTTP_2)
                        .setHttp2ClearTextUpgrade(false));
        http3 = Http3Client.create(gateway.vertx(), gateway.usher().httpsPort());
    }

    @AfterAll
    static void disconnect() throws Exception {
        await(Future.all(http2.close(), http3.close()));
    }

    @ParameterizedTest
    @EnumSource(
            value = HttpVersion.class,
            names = {"HTTP_2", "HTTP_3"})
    void streamsGetTheirLinksAndNothingElse(HttpVersion version) throws Exception {
        service.answers(HINTS + OK);

        assertThat(get(version)).isEqualTo(new Answer(version, 200, Buffer.buffer("ab")));

        assertThat(hints).singleElement().satisfies(fields -> {
            assertThat(fields.get("link")).isEqualTo("</a.css>; rel=preload");
            assertThat(fields.names()).containsExactly("link");
        });
    }

    @ParameterizedTest
    @EnumSource(
            value = HttpVersion.class,
            names = {"HTTP_2", "HTTP_3"})
    void oneWhoDoesNotStopIsNotHeardAnyMore(HttpVersion version) throws Exception {
        service.answers(HINTS.repeat(50) + OK);

        assertThat(get(version)).isEqualTo(new Answer(version, 200, Buffer.buffer("ab")));

        assertThat(hints).hasSize(4);
    }

    static Stream<String> others() {
        return Stream.of("X-Other: 1", "Connection: Link\r\nLink: </a.css>", "Link: </" + "a".repeat(4 * 1_024) + ">");
    }

    @ParameterizedTest
    @MethodSource("others")
    void whatIsNoLinkOrTooLongIsNoHint(String fields) throws Exception {
        service.answers("HTTP/1.1 103 Early Hints\r\n" + fields + "\r\n\r\n" + OK);

        assertThat(get(HttpVersion.HTTP_2).status()).isEqualTo(200);

        assertThat(hints).isEmpty();
    }

    /** Some of them would take a hint for the answer. */
    @Test
    void clientsOfHttp1GetNone() {
        service.answers(HINTS + OK);

        assertThat(gateway.client().raw("GET /hinted/1 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 200 OK\r\n")
                .doesNotContain("a.css")
                .endsWith("ab");
    }

    @Test
    void theyAreNotTheAnswerOfAServiceThatBreaksOff() throws Exception {
        service.answers(HINTS);

        assertThat(get(HttpVersion.HTTP_2).status()).isEqualTo(502);
    }

    private record Answer(HttpVersion version, int status, Buffer body) {}

    private Answer get(HttpVersion version) throws Exception {
        return version == HttpVersion.HTTP_2
                ? get(http2, gateway.port())
                : get(http3, gateway.usher().httpsPort());
    }

    private Answer get(HttpClient client, int port) throws Exception {
        return await(client.request(HttpMethod.GET, port, "localhost", "/hinted/1")
                .compose(request -> request.earlyHintsHandler(hints::add).send())
                .compose(head -> head.body().map(body -> new Answer(head.version(), head.statusCode(), body))));
    }
}
