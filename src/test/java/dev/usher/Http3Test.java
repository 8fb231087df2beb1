package dev.usher;

import static dev.usher.TestGateway.await;
import static org.assertj.core.api.Assertions.assertThat;
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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The same way for requests that come by HTTP/3: nothing more gets in, and nothing less gets through. */
class Http3Test {

    private static final TestCertificate CERTIFICATE = TestCertificate.create();

    @RegisterExtension
    static final QuietLog log = new QuietLog();

    @RegisterExtension
    static final TestGateway gateway = TestGateway.usual()
            .withTls(CERTIFICATE, "http3: true")
            .route("/short/**", "{ target: ECHO, auth: none, body: 100KB }");

    private static final FakeDns dns = FakeDns.start();

    /** Only DNS knows where that is, and an event loop must not wait for it. */
    @RegisterExtension
    static final TestGateway named = TestGateway.usual()
            .asking(dns.address())
            .with(
                    "listen",
                    "{ http: { port: 0 }, admin: { port: 0 }, https: { host: gateway.test, port: 0, http3: true, cert: "
                            + CERTIFICATE.cert() + ", key: " + CERTIFICATE.key() + " } }");

    static {
        dns.says(60, "127.0.0.1");
    }

    private static HttpClient client;

    record Answer(HttpVersion version, int status, HttpClientResponse head, Buffer body) {

        List<String> received(String name) {
            return body.toJsonObject().getJsonArray("headers").stream()
                    .map(JsonObject.class::cast)
                    .filter(field ->
                            field.getString("name").replaceAll("[_.]", "-").equalsIgnoreCase(name))
                    .map(field -> field.getString("value"))
                    .toList();
        }
    }

    @BeforeAll
    static void connect() {
        client = Http3Client.create(gateway.vertx(), gateway.usher().httpsPort());
    }

    @AfterAll
    static void stopDns() {
        dns.close();
    }

    @AfterEach
    void nothingIsLeftOver() {
        await().until(() -> Gauges.noRequestIsForwarded(gateway));
        await().until(() -> gateway.echo().inFlight() == 0);
    }

    @Test
    void requestsAndBodiesArrive() throws Exception {
        Answer got = send("GET", "/public/1?q=1", null);
        assertThat(got.version()).isEqualTo(HttpVersion.HTTP_3);
        assertThat(got.status()).isEqualTo(200);
        assertThat(got.body().toJsonObject().getString("target")).isEqualTo("/public/1?q=1");
        assertThat(got.received("via")).containsExactly("3 usher");
        assertThat(got.received("x-forwarded-proto")).containsExactly("https");
        assertThat(got.received("x-forwarded-for")).containsExactly("127.0.0.1");
        assertThat(got.received("host"))
                .containsExactly("localhost:" + gateway.usher().httpsPort());
        assertThat(got.received("transfer-encoding")).isEmpty();

        Answer posted = send("POST", "/public/2", "hello");
        assertThat(posted.body().toJsonObject().getJsonObject("body").getString("text"))
                .isEqualTo("hello");
    }

    @Test
    void bigBodiesPassBothWays() throws Exception {
        Answer down = send("GET", "/public/bytes/5000000", null);
        assertThat(down.body().length()).isEqualTo(5_000_000);

        Answer up = send("POST", "/public/1", "x".repeat(2_000_000));
        assertThat(up.body().toJsonObject().getJsonObject("body").getInteger("length"))
                .isEqualTo(2_000_000);
    }

    @Test
    void manyAtOnceAreAnswered() throws Exception {
        List<Future<Answer>> answers = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            answers.add(sending("GET", "/public/" + i, null));
        }
        for (Future<Answer> answer : answers) {
            assertThat(await(answer).status()).isEqualTo(200);
        }
    }

    @Test
    void identityComesFromTheSessionAlone() throws Exception {
        String token = gateway.client().aliceToken();
        Answer known = send(
                "GET",
                "/orders/1",
                null,
                "authorization",
                "Bearer " + token,
                "x-user-id",
                "root",
                "x_user_id",
                "root",
                "x.user.roles",
                "admin",
                "x-forwarded-for",
                "10.0.0.1");
        assertThat(known.received("x-user-email")).containsExactly("alice%40example.com".replace("%40", "@"));
        assertThat(known.received("x-user-id")).hasSize(1).doesNotContain("root");
        assertThat(known.received("x-user-roles")).doesNotContain("admin");
        assertThat(known.received("x-forwarded-for")).containsExactly("127.0.0.1");
        assertThat(known.received("authorization")).isEmpty();

        assertThat(send("GET", "/orders/1", null).status()).isEqualTo(401);
        assertThat(send("GET", "/public/1", null, "x_user_id", "root").received("x-user-id"))
                .isEmpty();
    }

    @Test
    void pathsOfTwoMeaningsAreRefused() throws Exception {
        for (String path : List.of("/public/%2e%2e/orders/1", "/public/a%2fb", "/public/%00", "//orders/1\\x")) {
            assertThat(send("GET", path, null).status()).as(path).isEqualTo(400);
        }
    }

    @Test
    void aBodyOverTheLimitIsRefusedWhetherAnnouncedOrNot() throws Exception {
        assertThat(send("POST", "/short/1", "x".repeat(100_001)).status()).isEqualTo(413);

        HttpClientRequest request = await(client.request(HttpMethod.POST, "/short/2"));
        request.setChunked(true).exceptionHandler(reset -> {});
        Promise<String> outcome = Promise.promise();
        request.response()
                .onSuccess(answer -> outcome.tryComplete(String.valueOf(answer.statusCode())))
                .onFailure(reset -> outcome.tryComplete("reset"));
        for (int i = 0; i < 20; i++) {
            request.write("x".repeat(10_000));
        }
        request.end();
        assertThat(await(outcome.future())).isIn("413", "reset");
        assertThat(send("GET", "/public/after", null).status()).isEqualTo(200);
    }

    @Test
    void olderVersionsOfferIt() throws Exception {
        for (HttpVersion version : List.of(HttpVersion.HTTP_1_1, HttpVersion.HTTP_2)) {
            HttpClient older = gateway.vertx()
                    .createHttpClient(new HttpClientOptions()
                            .setProtocolVersion(version)
                            .setUseAlpn(version == HttpVersion.HTTP_2)
                            .setSsl(true)
                            .setTrustAll(true)
                            .setVerifyHost(false)
                            .setDefaultHost("127.0.0.1")
                            .setDefaultPort(gateway.usher().httpsPort()));
            HttpClientResponse answer =
                    await(older.request(HttpMethod.GET, "/public/1?header=alt-svc:h3%3D%22evil.example.com:443%22")
                            .compose(HttpClientRequest::send));
            assertThat(answer.headers().getAll("alt-svc"))
                    .containsExactly("h3=\":" + gateway.usher().httpsPort() + "\"; ma=86400");
            await(older.close());
        }
        assertThat(gateway.client().get("/public/1").header("alt-svc")).isNull();
    }

    @Test
    void itsHostMayBeAName() throws Exception {
        HttpClient its = Http3Client.create(named.vertx(), named.usher().httpsPort());

        assertThat(await(its.request(HttpMethod.GET, "/public/1").compose(HttpClientRequest::send))
                        .statusCode())
                .isEqualTo(200);
        await(its.close());
    }

    @Test
    void drainingAnswersWhatIsInFlight() throws Exception {
        Usher other = gateway.another();
        HttpClient its = Http3Client.create(gateway.vertx(), other.httpsPort());
        Future<Buffer> slow = its.request(HttpMethod.GET, "/public/1?delay=300")
                .compose(request -> WholeAnswer.to(request, null, (head, read) -> read));
        await().until(() -> gateway.echo().inFlight() == 1);

        await(other.stop());

        assertThat(await(slow).toString()).contains("/public/1");
        await(its.close());
    }

    private static Answer send(String method, String path, @Nullable String body, String... headers) throws Exception {
        return await(sending(method, path, body, headers));
    }

    private static Future<Answer> sending(String method, String path, @Nullable String body, String... headers) {
        return client.request(HttpMethod.valueOf(method), path).compose(request -> {
            for (int i = 0; i < headers.length; i += 2) {
                request.putHeader(headers[i], headers[i + 1]);
            }
            return WholeAnswer.to(
                    request, body, (head, read) -> new Answer(head.request().version(), head.statusCode(), head, read));
        });
    }
}
