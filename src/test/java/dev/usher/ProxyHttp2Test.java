package dev.usher;

import static dev.usher.TestGateway.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same service behind HTTP/2: by prior knowledge, and over TLS where ALPN chooses it. */
class ProxyHttp2Test {

    private static final TestCertificate CERTIFICATE = TestCertificate.create();

    @RegisterExtension
    static final QuietLog log = new QuietLog();

    @RegisterExtension
    static final TestGateway gateway = TestGateway.usual()
            .withTls(CERTIFICATE)
            .route("/short/**", "{ target: ECHO, auth: none, body: 100KB }")
            .route("/quick/**", "{ target: ECHO, auth: none, timeout: { response: 300ms, idle: 300ms } }");

    private static HttpClient plain;
    private static HttpClient secure;

    record Answer(HttpVersion version, int status, HttpClientResponse head, Buffer body) {
        JsonObject json() {
            return body.toJsonObject();
        }

        List<String> received(String name) {
            return json().getJsonArray("headers").stream()
                    .map(JsonObject.class::cast)
                    .filter(field -> field.getString("name").equalsIgnoreCase(name))
                    .map(field -> field.getString("value"))
                    .toList();
        }
    }

    @BeforeAll
    static void connect() {
        plain = gateway.vertx()
                .createHttpClient(new HttpClientOptions()
                        .setProtocolVersion(HttpVersion.HTTP_2)
                        .setHttp2ClearTextUpgrade(false)
                        .setDefaultHost("127.0.0.1")
                        .setDefaultPort(gateway.port()));
        secure = gateway.vertx()
                .createHttpClient(new HttpClientOptions()
                        .setProtocolVersion(HttpVersion.HTTP_2)
                        .setUseAlpn(true)
                        .setSsl(true)
                        .setTrustAll(true)
                        .setVerifyHost(false)
                        .setDefaultHost("127.0.0.1")
                        .setDefaultPort(gateway.usher().httpsPort()));
    }

    @AfterEach
    void nothingIsLeftOver() {
        await().until(() -> Gauges.noRequestIsForwarded(gateway));
        await().until(() -> gateway.echo().inFlight() == 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST", "PUT", "PATCH", "DELETE"})
    void bodiesAndNoBodiesArrive(String method) throws Exception {
        for (HttpClient client : List.of(plain, secure)) {
            Answer with = send(client, method, "/public/1", "hello");
            assertThat(with.version()).isEqualTo(HttpVersion.HTTP_2);
            assertThat(with.status()).isEqualTo(200);
            assertThat(with.json().getJsonObject("body").getString("text")).isEqualTo("hello");

            Answer without = send(client, method, "/public/1", null);
            assertThat(without.status()).isEqualTo(200);
            assertThat(without.json().getJsonObject("body").getInteger("length"))
                    .isZero();
            assertThat(without.received("transfer-encoding")).isEmpty();
            assertThat(without.received("content-length"))
                    .isEqualTo(List.of("POST", "PUT", "PATCH").contains(method) ? List.of("0") : List.of());
        }
    }

    @Test
    void aBodyOfUnknownLengthArrives() throws Exception {
        HttpClientRequest request = await(plain.request(HttpMethod.DELETE, "/public/1"));
        Future<Answer> coming = read(request.response());
        request.write("hello ");
        request.write("world");
        request.end();
        Answer answer = await(coming);

        assertThat(answer.json().getJsonObject("body").getString("text")).isEqualTo("hello world");
        assertThat(answer.received("transfer-encoding")).containsExactly("chunked");
    }

    @Test
    void headAnswersAndAnswersWithoutABodyAreRight() throws Exception {
        Answer head = send(plain, "HEAD", "/public/bytes/7", null);
        assertThat(head.head().getHeader("content-length")).isEqualTo("7");
        assertThat(head.body().length()).isZero();
        Answer unknown = send(plain, "HEAD", "/public/bytes/7?chunked", null);
        assertThat(unknown.head().getHeader("content-length")).isNull();
        Answer bodied = send(plain, "HEAD", "/public/bytes/7", "hello");
        assertThat(bodied.head().getHeader("content-length")).isEqualTo("7");
        assertThat(bodied.body().length()).isZero();
        for (int status : List.of(204, 304)) {
            Answer none = send(plain, "GET", "/public/1?status=" + status, null);
            assertThat(none.status()).isEqualTo(status);
            assertThat(none.body().length()).isZero();
            assertThat(none.head().getHeader("transfer-encoding")).isNull();
        }
        assertThat(send(plain, "GET", "/public/1?status=204", null).head().getHeader("content-length"))
                .isNull();
    }

    @Test
    void manyStreamsShareAConnection() throws Exception {
        List<Future<Answer>> answers = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            answers.add(sending(plain, "GET", "/public/" + i, null));
        }
        for (int i = 0; i < answers.size(); i++) {
            assertThat(await(answers.get(i)).json().getString("target")).isEqualTo("/public/" + i);
        }
    }

    @Test
    void anAnswerThatBreaksOffIsNotShownAsComplete() {
        assertThatThrownBy(() -> send(plain, "GET", "/public/bytes/100000?close=body&chunked", null))
                .hasMessageContaining("reset");
        assertThatThrownBy(() -> send(plain, "GET", "/public/bytes/100000?close=body", null))
                .hasMessageContaining("reset");
    }

    @Test
    void aServiceThatIsSlowOrGoneIsAnswered() throws Exception {
        assertThat(send(plain, "GET", "/quick/1?hang", null).status()).isEqualTo(504);
        assertThat(send(plain, "POST", "/quick/1?hang", "body").status()).isEqualTo(504);
        assertThat(send(plain, "GET", "/public/1?close=before", null).status()).isEqualTo(502);
    }

    @Test
    void aClientThatResetsItsStreamCancelsTheCallAndKeepsItsOthers() throws Exception {
        long before = gateway.echo().cancelled();
        HttpClientRequest waiting = await(plain.request(HttpMethod.GET, "/public/reset?hang"));
        waiting.end();
        await().until(() -> gateway.echo().inFlight() == 1);
        waiting.reset(0x8);
        await().until(() -> gateway.echo().cancelled() == before + 1);

        HttpClientRequest uploading = await(plain.request(HttpMethod.POST, "/public/reset"));
        uploading.write("half");
        await().until(() -> gateway.echo().inFlight() == 1);
        uploading.reset(0x8);
        await().until(() -> gateway.echo().cancelled() == before + 2);

        assertThat(send(plain, "GET", "/public/1", null).status()).isEqualTo(200);
        await().until(() -> log.accesses().stream()
                        .filter(line -> line.contains("/public/reset") && line.contains("\"status\":499"))
                        .count()
                == 2);
    }

    @Test
    void aBodyThatGrowsTooLongIs413() throws Exception {
        HttpClientRequest request = await(plain.request(HttpMethod.POST, "/short/1"));
        Future<HttpClientResponse> response = request.response();
        request.write(Buffer.buffer(new byte[200_000]));

        assertThat(await(response).statusCode()).isEqualTo(413);
        assertThat(send(plain, "POST", "/short/1", "body").status()).isEqualTo(200);
    }

    @Test
    void anEarlyAnswerArrivesWholeAndTheNextRequestIsFine() throws Exception {
        HttpClientRequest request = await(plain.request(HttpMethod.POST, "/public/1?early"));
        request.exceptionHandler(reset -> {});
        Future<Answer> coming = read(request.response());
        request.write("half");

        Answer early = await(coming);

        assertThat(early.json().getString("target")).isEqualTo("/public/1?early");
        for (int i = 0; i < 5; i++) {
            assertThat(send(plain, "POST", "/public/2", "body")
                            .json()
                            .getJsonObject("body")
                            .getString("text"))
                    .isEqualTo("body");
        }
    }

    @Test
    void moreBodyThanAnnouncedNeverBecomesARequest() throws Exception {
        long before = gateway.echo().requests();
        HttpClientRequest request = await(plain.request(HttpMethod.POST, "/public/1"));
        request.putHeader("content-length", "4");
        request.exceptionHandler(reset -> {});
        Promise<String> outcome = Promise.promise();
        request.response()
                .onSuccess(answer -> outcome.tryComplete(String.valueOf(answer.statusCode())))
                .onFailure(reset -> outcome.tryComplete("reset"));
        request.write("bodyGET /managers/1 HTTP/1.1\r\nHost: a\r\n\r\n");
        request.end();

        assertThat(await(outcome.future())).isIn("reset", "400");
        assertThat(send(plain, "GET", "/public/2", null).status()).isEqualTo(200);
        assertThat(gateway.echo().requests()).isBetween(before + 1, before + 2);
    }

    @Test
    void aFieldThatHttp1CannotCarryIsNotForwarded() throws Exception {
        HttpClientRequest request = await(plain.request(HttpMethod.GET, "/public/1"));
        String outcome;
        try {
            request.putHeader("x-odd", "a\u0001b");
            outcome = String.valueOf(
                    await(WholeAnswer.to(request, null, ProxyHttp2Test::answer)).status());
        } catch (IllegalArgumentException | java.util.concurrent.ExecutionException refused) {
            outcome = "refused";
        }
        assertThat(outcome).isIn("400", "refused");
    }

    private static Answer send(HttpClient client, String method, String path, @Nullable String body) throws Exception {
        return await(sending(client, method, path, body));
    }

    private static Future<Answer> sending(HttpClient client, String method, String path, @Nullable String body) {
        return client.request(HttpMethod.valueOf(method), path)
                .compose(request -> WholeAnswer.to(request, body, ProxyHttp2Test::answer));
    }

    private static Future<Answer> read(Future<HttpClientResponse> response) {
        return response.compose(head -> head.body().map(body -> answer(head, body)));
    }

    private static Answer answer(HttpClientResponse head, Buffer body) {
        return new Answer(head.request().version(), head.statusCode(), head, body);
    }
}
