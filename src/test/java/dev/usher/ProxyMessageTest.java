package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.usher.TestClient.Answer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a message looks like on the other side of the gateway, over HTTP/1. */
class ProxyMessageTest {

    @RegisterExtension
    static final QuietLog log = new QuietLog();

    @RegisterExtension
    static final RawService raw = RawService.start();

    @RegisterExtension
    static final TestGateway gateway = TestGateway.usual()
            .route("/raw/**", "{ target: " + raw.url() + ", auth: none }")
            .route("/turns/**", "{ target: [ECHO, " + raw.url() + "], auth: none }");

    private final TestClient client = gateway.client();

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
    void aBodyArrivesWithItsLength(String method) {
        Answer answer = client.send(method, "/public/1?a=b", "hello", "content-type", "text/plain");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().get("method").asText()).isEqualTo(method);
        assertThat(answer.json().at("/body/text").asText()).isEqualTo("hello");
        assertThat(answer.received("content-length")).containsExactly("5");
        assertThat(answer.received("transfer-encoding")).isEmpty();
        assertThat(answer.received("content-type")).containsExactly("text/plain");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST", "PUT", "PATCH", "DELETE"})
    void aChunkedBodyArrivesChunked(String method) {
        String answer = exchange(method + " /public/1 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 200").contains("\"text\":\"hello world\"");
        assertThat(answer.toLowerCase(java.util.Locale.ROOT))
                .contains("\"name\":\"transfer-encoding\",\"value\":\"chunked\"")
                .doesNotContain("\"name\":\"content-length\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "PATCH"})
    void anEmptyBodySaysSo(String method) {
        assertThat(client.send(method, "/public/1", "").received("content-length"))
                .containsExactly("0");
        String noLength = exchange(method + " /public/1 HTTP/1.1\r\nHost: a\r\n\r\n");
        assertThat(noLength).contains("{\"name\":\"content-length\",\"value\":\"0\"}");
        String chunked =
                exchange(method + " /public/1 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
        assertThat(chunked).contains("{\"name\":\"content-length\",\"value\":\"0\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "DELETE"})
    void whereNoBodyIsUsualNoLengthIsInvented(String method) {
        assertThat(exchange(method + " /public/1 HTTP/1.1\r\nHost: a\r\n\r\n"))
                .startsWith("HTTP/1.1 200")
                .doesNotContain("\"name\":\"content-length\"")
                .doesNotContain("\"name\":\"transfer-encoding\"");
    }

    @Test
    void aClientCannotNominateTheLengthAwayFromTheBody() {
        String answer = exchange("POST /public/1 HTTP/1.1\r\nHost: a\r\nConnection: content-length\r\n"
                + "Content-Length: 5\r\n\r\nhello");

        assertThat(answer).startsWith("HTTP/1.1 200").contains("\"text\":\"hello\"");
    }

    @Test
    void whatConcernsOneConnectionEndsThere() {
        raw.answers("HTTP/1.1 200 OK\r\nConnection: keep-alive, X-Hop\r\nKeep-Alive: timeout=5\r\nX-Hop: 1\r\n"
                + "Proxy-Authenticate: Basic\r\nTrailer: X\r\nUpgrade: h2c\r\nX-End: 1\r\nContent-Length: 2\r\n\r\nhi");
        assertThat(exchange("GET /raw/1 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 200 OK")
                .contains("X-End: 1")
                .doesNotContain("X-Hop")
                .doesNotContain("Keep-Alive")
                .doesNotContain("Proxy-Auth")
                .doesNotContain("Trailer")
                .doesNotContain("Upgrade");

        // the second request of its connection, since Vert.x itself answers an offer of h2c in the first
        String received = exchange(String.join(
                "",
                "HEAD /public/0 HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /public/1 HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, X-Hop\r\nX-Hop: 1\r\n",
                "TE: deflate\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\nProxy-Authorization: Basic YTpi\r\n",
                "Keep-Alive: timeout=5\r\nX-End: 1\r\n\r\n"));
        assertThat(received.toLowerCase(java.util.Locale.ROOT))
                .contains("\"name\":\"x-end\"")
                .doesNotContain("\"x-hop\"")
                .doesNotContain("\"te\"")
                .doesNotContain("\"upgrade\"")
                .doesNotContain("\"http2-settings\"")
                .doesNotContain("\"proxy-authorization\"")
                .doesNotContain("\"keep-alive\"");
    }

    @Test
    void aHeadAnswerHasTheLengthAndNoBody() {
        try (RawClient connection = new RawClient(gateway.port())) {
            connection.say("HEAD /public/bytes/7 HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(connection.readHead()).startsWith("HTTP/1.1 200").containsIgnoringCase("content-length: 7\r\n");
            connection.say("HEAD /public/bytes/7?chunked HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(connection.readHead())
                    .startsWith("HTTP/1.1 200")
                    .doesNotContainIgnoringCase("content-length")
                    .doesNotContainIgnoringCase("transfer-encoding");
            connection.say("GET /public/bytes/7 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            assertThat(connection.readHead()).startsWith("HTTP/1.1 200");
            assertThat(connection.readAll()).hasSize(7);
        }
    }

    @Test
    void answersWithoutABodyHaveNone() {
        try (RawClient connection = new RawClient(gateway.port())) {
            connection.say("GET /public/1?status=204 HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(connection.readHead())
                    .startsWith("HTTP/1.1 204")
                    .doesNotContainIgnoringCase("content-length")
                    .doesNotContainIgnoringCase("transfer-encoding");
            connection.say("GET /public/bytes/7?status=304&header=ETag:x HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(connection.readHead())
                    .startsWith("HTTP/1.1 304")
                    .containsIgnoringCase("etag: x")
                    .doesNotContainIgnoringCase("transfer-encoding");
            connection.say("GET /public/bytes/7 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            assertThat(connection.readHead()).startsWith("HTTP/1.1 200");
            assertThat(connection.readAll()).hasSize(7);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 299, 300, 404, 418, 451, 500, 503, 599})
    void anyStatusPasses(int status) {
        assertThat(client.get("/public/1?status=" + status).status()).isEqualTo(status);
    }

    @Test
    void interimAnswersOfAServiceAreNotItsAnswer() {
        raw.answers("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"
                + "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi");

        assertThat(exchange("GET /raw/1 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 200")
                .endsWith("hi");
    }

    @Test
    void compressedBytesPassAsTheyAre() throws Exception {
        HttpResponse<byte[]> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port() + "/public/1?gzip"))
                                .header("accept-encoding", "gzip")
                                .build(),
                        BodyHandlers.ofByteArray());

        assertThat(answer.headers().firstValue("content-encoding")).hasValue("gzip");
        try (var plain = new GZIPInputStream(new java.io.ByteArrayInputStream(answer.body()))) {
            assertThat(new String(plain.readAllBytes(), StandardCharsets.UTF_8))
                    .contains("\"target\":\"/public/1?gzip\"");
        }
    }

    @Test
    void largeHeadersPassAndTooLargeOnesAreRefused() {
        String large = "x".repeat(16_000);
        Answer answer = client.get("/public/1?header=X-Large:" + "y".repeat(8_000), "X-Large", large);
        assertThat(answer.received("X-Large")).containsExactly(large);
        assertThat(answer.header("x-large")).hasSize(8_000);

        raw.answers("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi");
        assertThat(head("/raw/1", 32_400)).startsWith("HTTP/1.1 200");
        assertThat(head("/raw/1", 32_768)).startsWith("HTTP/1.1 431");
        assertThat(head("/raw/" + "x".repeat(16_300), 1)).startsWith("HTTP/1.1 200");
        assertThat(head("/raw/" + "x".repeat(16_384), 1)).matches("(?s)HTTP/1\\.[01] 414 .*");
    }

    private String head(String path, int large) {
        return exchange("GET " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX-Large: " + "x".repeat(large)
                + "\r\n\r\n");
    }

    @Test
    void anHttp10ClientGetsAnAnswerThatEnds() {
        assertThat(new RawClient(gateway.port())
                        .say("GET /public/bytes/7?chunked HTTP/1.0\r\nHost: a\r\n\r\n")
                        .readAll())
                .startsWith("HTTP/1.0 200")
                .doesNotContainIgnoringCase("transfer-encoding")
                .matches("(?s).*\r\n\r\n.{7}");
        assertThat(new RawClient(gateway.port())
                        .say("GET /public/bytes/7?chunked HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n\r\n")
                        .readAll())
                .doesNotContainIgnoringCase("transfer-encoding")
                .containsIgnoringCase("connection: close")
                .matches("(?s).*\r\n\r\n.{7}");
        try (RawClient kept = new RawClient(gateway.port())) {
            for (int i = 0; i < 2; i++) {
                kept.say("GET /public/bytes/7 HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n\r\n");
                assertThat(kept.readHead()).containsIgnoringCase("connection: keep-alive");
                kept.readUntil("\4\5\6");
            }
        }
    }

    @Test
    void pipelinedRequestsAreAnsweredInTheirOrder() {
        String answers = exchange(String.join(
                "",
                "GET /public/first?delay=100 HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /public/second HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /public/third HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"));

        assertThat(answers).containsSubsequence("/public/first", "/public/second", "/public/third");
    }

    @Test
    void connectionsToAServiceAreKept() {
        client.get("/public/1");
        double before = Gauges.serviceConnections(gateway);
        for (int i = 0; i < 50; i++) {
            assertThat(client.get("/public/" + i).status()).isEqualTo(200);
        }
        assertThat(Gauges.serviceConnections(gateway))
                .isLessThanOrEqualTo(before + 2)
                .isPositive();
    }

    @Test
    void targetsAreTakenInTurn() {
        raw.runs(connection -> {
            while (!connection.readHead().isEmpty()) {
                connection.say("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n");
            }
        });
        try (RawClient kept = new RawClient(gateway.port())) {
            List<Boolean> fromRaw = java.util.stream.IntStream.range(0, 4)
                    .mapToObj(i -> {
                        kept.say("HEAD /turns/1 HTTP/1.1\r\nHost: a\r\n\r\n");
                        return kept.readHead()
                                .toLowerCase(java.util.Locale.ROOT)
                                .contains("content-length: 3");
                    })
                    .toList();
            assertThat(fromRaw.get(0)).isNotEqualTo(fromRaw.get(1));
            assertThat(fromRaw.subList(0, 2)).isEqualTo(fromRaw.subList(2, 4));
        }
    }

    @Test
    void aServiceOfHttp10IsUnderstood() {
        raw.answers("HTTP/1.0 200 OK\r\nX-Old: 1\r\n\r\nuntil the end");

        Answer answer = client.get("/raw/1");

        assertThat(answer.body()).isEqualTo("until the end");
        await().until(() -> gateway.echo().inFlight() == 0);
    }

    /** The bytes of the answers to these, read until the gateway closes or the last answer has come. */
    private static String exchange(String requests) {
        try (RawClient connection = new RawClient(gateway.port())) {
            boolean closes = requests.contains("Connection: close");
            connection.say(requests);
            return closes ? connection.readAll() : connection.readHead() + connection.readUntil("}}");
        }
    }
}
