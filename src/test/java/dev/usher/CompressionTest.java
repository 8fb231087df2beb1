package dev.usher;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Text is compressed where the route says so, for clients that like it, and nothing else ever is. */
class CompressionTest {

    private static final int MIB = 1024 * 1024;
    private static final String TEXT = "All work and no play makes Jack a dull boy. ".repeat(100);
    private static final String LENGTH = "Content-Length: " + TEXT.length() + "\r\n";
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @RegisterExtension
    static final QuietLog log = new QuietLog();

    @RegisterExtension
    static final RawService raw = RawService.start();

    @RegisterExtension
    static final TestGateway gateway = TestGateway.usual()
            .route("/text/**", "{ target: " + raw.url() + ", auth: none, compress: true }")
            .route("/plain/**", "{ target: " + raw.url() + ", auth: none }");

    @AfterEach
    void nothingIsLeftOver() {
        await().until(() -> Gauges.noRequestIsForwarded(gateway));
    }

    @ParameterizedTest
    @EnumSource(
            value = HttpVersion.class,
            names = {"HTTP_1_1", "HTTP_2"})
    void textIsCompressedAndDescribedAsSuch(HttpVersion version) {
        answers("Content-Type: text/plain; charset=utf-8\r\nETag: \"1\"\r\nAccept-Ranges: bytes\r\n" + LENGTH, TEXT);

        HttpClientOptions options =
                new HttpClientOptions().setProtocolVersion(version).setHttp2ClearTextUpgrade(false);
        io.vertx.core.http.HttpClient client = gateway.vertx().createHttpClient(options);
        HttpClientResponse answer = OneLoopClient.await(client.request(
                        HttpMethod.GET, gateway.port(), "127.0.0.1", "/text/1")
                .compose(request -> request.putHeader("accept-encoding", "gzip").send())
                .compose(response -> response.body().map(response)));
        byte[] body = OneLoopClient.await(answer.body()).getBytes();
        OneLoopClient.await(client.close());

        assertThat(answer.version()).isEqualTo(version);
        assertThat(answer.headers().getAll("content-encoding")).containsExactly("gzip");
        assertThat(answer.headers().getAll("vary")).containsExactly("accept-encoding");
        assertThat(answer.headers().getAll("etag")).containsExactly("W/\"1\"");
        assertThat(answer.headers().names()).doesNotContain("content-length", "accept-ranges");
        assertThat(body.length).isLessThan(TEXT.length() / 10);
        assertThat(unpacked(body)).isEqualTo(TEXT);
    }

    @Test
    void manyTypesAreText() throws Exception {
        String types = "text/html|Text/CSS; charset=utf-8|application/json|application/problem+json|text/javascript"
                + "|application/javascript|application/xml|application/atom+xml|image/svg+xml";
        for (String type : types.split("\\|", -1)) {
            answers("Content-Type: " + type + "\r\n" + LENGTH, TEXT);
            assertThat(unpacked(get("/text/1", "gzip"))).isEqualTo(TEXT);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Type: image/png",
                "Content-Type: application/octet-stream",
                "Content-Type: text/event-stream; charset=utf-8",
                "Content-Type: application/grpc+json",
                "X-No-Type: 1",
                "Content-Type: text/plain\r\nContent-Encoding: br",
                "Content-Type: text/plain\r\nContent-Encoding: identity",
                "Content-Type: text/plain\r\nCache-Control: private, No-Transform",
                "Content-Type: text/plain\r\nContent-Digest: sha-256=:AAAA:",
            })
    void whatIsNotToBeTouchedStaysAsItIs(String headers) throws Exception {
        answers(headers + "\r\nETag: \"1\"\r\n" + LENGTH, TEXT);

        HttpResponse<byte[]> answer = get("/text/1", "gzip");

        assertThat(new String(answer.body(), ISO_8859_1)).isEqualTo(TEXT);
        assertThat(answer.headers().allValues("content-encoding")).doesNotContain("gzip");
        assertThat(answer.headers().allValues("etag")).containsExactly("\"1\"");
        assertThat(answer.headers().firstValue("vary")).isEmpty();
        assertThat(answer.headers().firstValueAsLong("content-length")).hasValue(TEXT.length());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "206 Partial Content\r\nContent-Range: bytes 0-4399/9000",
                "304 Not Modified",
                "204 No Content",
            })
    void partsAndAnswersWithoutABodyStayAsTheyAre(String status) throws Exception {
        boolean hasBody = status.startsWith("206");
        raw.answers("HTTP/1.1 " + status + "\r\nContent-Type: text/plain\r\nETag: \"1\"\r\n" + (hasBody ? LENGTH : "")
                + "\r\n" + (hasBody ? TEXT : ""));

        HttpResponse<byte[]> answer = get("/text/1", "gzip");

        assertThat(answer.headers().firstValue("content-encoding")).isEmpty();
        assertThat(answer.headers().allValues("etag")).containsExactly("\"1\"");
    }

    @Test
    void anAnswerToHeadAndToARangeStaysAsItIs() throws Exception {
        answers("Content-Type: text/plain\r\n" + LENGTH, "");
        HttpRequest head = request("/text/1", "gzip")
                .method("HEAD", HttpRequest.BodyPublishers.noBody())
                .build();
        HttpResponse<byte[]> answer = CLIENT.send(head, BodyHandlers.ofByteArray());
        assertThat(answer.headers().firstValue("content-encoding")).isEmpty();
        assertThat(answer.headers().firstValueAsLong("content-length")).hasValue(TEXT.length());

        answers("Content-Type: text/plain\r\n" + LENGTH, TEXT);
        HttpRequest range =
                request("/text/1", "gzip").header("Range", "bytes=0-").build();
        answer = CLIENT.send(range, BodyHandlers.ofByteArray());
        assertThat(answer.headers().firstValue("content-encoding")).isEmpty();
        assertThat(answer.headers().allValues("vary")).containsExactly("accept-encoding");
    }

    @Test
    void onlyWhoLikesItGetsItAndCachesHearOfIt() throws Exception {
        for (String accepted : List.of("gzip;q=0, *", "br", "")) {
            answers("Content-Type: text/plain\r\nVary: Origin\r\n" + LENGTH, TEXT);

            HttpResponse<byte[]> answer = get("/text/1", accepted);

            assertThat(answer.headers().firstValue("content-encoding")).isEmpty();
            assertThat(answer.headers().allValues("vary")).containsExactly("Origin", "accept-encoding");
        }
    }

    @Test
    void onlyWhereTheRouteSaysSoAndOnlyWhatIsLongEnough() throws Exception {
        answers("Content-Type: text/plain\r\n" + LENGTH, TEXT);
        assertThat(get("/plain/1", "gzip").headers().map()).doesNotContainKeys("content-encoding", "vary");

        answers("Content-Type: text/plain\r\nContent-Length: 1023\r\n", "x".repeat(1_023));
        assertThat(get("/text/1", "gzip").headers().map()).doesNotContainKeys("content-encoding", "vary");

        answers("Content-Type: text/plain\r\nContent-Length: 1024\r\n", "x".repeat(1_024));
        assertThat(get("/text/1", "gzip").headers().map()).containsKeys("content-encoding", "vary");
    }

    @Test
    void aClientOfHttp10GetsItAsItIs() {
        answers("Content-Type: text/plain\r\n" + LENGTH, TEXT);
        try (RawClient client = new RawClient(gateway.port())) {
            client.say("GET /text/1 HTTP/1.0\r\nHost: a\r\nAccept-Encoding: gzip\r\n\r\n");
            assertThat(client.readAll()).endsWith(TEXT).doesNotContain("content-encoding");
        }
    }

    /** Of what has no end in sight, each piece is for the client to see at once. */
    @Test
    void whatTrickelsInArrivesPieceByPiece() throws Exception {
        CountDownLatch seen = new CountDownLatch(1);
        raw.runs(connection -> {
            connection.readHead();
            connection.say("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n");
            connection.say("5\r\nfirst\r\n");
            await().until(() -> seen.getCount() == 0);
            connection.say("6\r\nsecond\r\n0\r\n\r\n");
        });
        HttpResponse<InputStream> answer =
                CLIENT.send(request("/text/1", "gzip").build(), BodyHandlers.ofInputStream());
        assertThat(answer.headers().allValues("content-encoding")).containsExactly("gzip");
        try (InputStream body = new GZIPInputStream(answer.body(), 1)) {
            assertThat(new String(body.readNBytes(5), ISO_8859_1)).isEqualTo("first");
            seen.countDown();
            assertThat(new String(body.readAllBytes(), ISO_8859_1)).isEqualTo("second");
        }
    }

    @Test
    void whatBreaksOffIsNotShownAsComplete() {
        raw.answers("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 9000\r\n\r\n" + TEXT);
        try (RawClient client = new RawClient(gateway.port())) {
            client.say("GET /text/1 HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip\r\n\r\n");
            assertThat(client.readAll())
                    .containsIgnoringCase("content-encoding: gzip")
                    .doesNotContain("\r\n0\r\n\r\n");
        }
    }

    @Test
    void aClientThatDoesNotReadHoldsUpTheServiceAndMissesNothing() throws Exception {
        AtomicLong written = new AtomicLong();
        long offered = 64L * MIB;
        byte[] chunk = new byte[MIB];
        new Random(7).nextBytes(chunk);
        raw.runs(connection -> {
            connection.readHead();
            connection.say("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: " + offered + "\r\n\r\n");
            while (written.get() < offered) {
                connection.socket().getOutputStream().write(chunk);
                written.addAndGet(chunk.length);
            }
        });
        HttpResponse<InputStream> answer =
                CLIENT.send(request("/text/1", "gzip").build(), BodyHandlers.ofInputStream());
        try (InputStream body = new GZIPInputStream(answer.body(), MIB)) {
            StreamingTest.awaitStandstill(gateway, written);
            assertThat(written.get()).isLessThan(40L * MIB);

            assertThat(body.transferTo(java.io.OutputStream.nullOutputStream())).isEqualTo(offered);
        }
    }

    /** What is compressed at once is bounded, so whatever ends early must make room. */
    @Test
    void clientsThatLeaveMakeRoomForOthers() throws Exception {
        raw.runs(connection -> {
            if (connection.readHead().contains("/text/left")) {
                connection.say("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n" + TEXT);
                connection.awaitClose();
            } else {
                connection.say("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n" + LENGTH + "\r\n" + TEXT);
            }
        });
        int more = 70 * Runtime.getRuntime().availableProcessors();
        for (int i = 0; i < more; i++) {
            try (RawClient client = new RawClient(gateway.port())) {
                client.say("GET /text/left HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip\r\n\r\n");
                assertThat(client.readHead()).containsIgnoringCase("content-encoding: gzip");
            }
        }
        await().until(() -> Gauges.noRequestIsForwarded(gateway));
        assertThat(unpacked(get("/text/1", "gzip"))).isEqualTo(TEXT);
    }

    private static void answers(String headers, String body) {
        raw.answers("HTTP/1.1 200 OK\r\n" + headers + "\r\n" + body);
    }

    private static HttpResponse<byte[]> get(String path, String accepted) throws Exception {
        return CLIENT.send(request(path, accepted).build(), BodyHandlers.ofByteArray());
    }

    private static HttpRequest.Builder request(String path, String accepted) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port() + path))
                .version(HttpClient.Version.HTTP_1_1);
        return accepted.isEmpty() ? request : request.header("Accept-Encoding", accepted);
    }

    private static String unpacked(HttpResponse<byte[]> answer) {
        assertThat(answer.headers().allValues("content-encoding")).containsExactly("gzip");
        return unpacked(answer.body());
    }

    private static String unpacked(byte[] packed) {
        try (InputStream body = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            return new String(body.readAllBytes(), ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
