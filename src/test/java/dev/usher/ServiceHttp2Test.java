package dev.usher;

import static dev.usher.TestGateway.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.usher.TestClient.Answer;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A service that speaks HTTP/2 by prior knowledge, well and badly, to clients of HTTP/1.1. */
class ServiceHttp2Test {

    private static final int STREAMS = 4;

    private static final Vertx vertx = Vertx.vertx();
    private static final Set<Object> connections = ConcurrentHashMap.newKeySet();
    private static final Queue<HttpServerRequest> held = new ConcurrentLinkedQueue<>();
    private static final HttpServer service = serve();

    @RegisterExtension
    static final QuietLog log = new QuietLog();

    @RegisterExtension
    static final TestGateway gateway = TestGateway.usual()
            .route("/two/**", "{ target: h2c://127.0.0.1:" + service.actualPort() + ", auth: none }")
            .route(
                    "/quick/**",
                    "{ target: h2c://127.0.0.1:" + service.actualPort()
                            + ", auth: none, timeout: { response: 300ms, idle: 300ms } }");

    private final TestClient client = gateway.client();

    @AfterEach
    void nothingIsLeftOver() {
        await().until(() -> Gauges.noRequestIsForwarded(gateway));
    }

    @AfterAll
    static void stop() throws Exception {
        await(vertx.close());
    }

    @Test
    void theHostIsTheAuthorityAndBodiesGoBothWays() {
        Answer answer = client.post("/two/echo", "hello");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("hello");
        assertThat(answer.header("x-version")).isEqualTo("HTTP_2");
        assertThat(answer.header("x-authority")).isEqualTo("127.0.0.1:" + gateway.port());
        assertThat(answer.header("x-host")).isEqualTo("null");
        assertThat(client.send("HEAD", "/two/echo", null).status()).isEqualTo(200);
        assertThat(client.send("HEAD", "/two/echo", "hello").status()).isEqualTo(200);
        assertThat(client.send("GET", "/two/echo", "hello").body()).isEqualTo("hello");
        assertThat(client.get("/two/status/204").status()).isEqualTo(204);
        assertThat(client.get("/two/status/304").status()).isEqualTo(304);
        assertThat(client.get("/two/big").body()).hasSize(3_000_000);
    }

    @Test
    void noMoreStreamsAreOpenedThanTheServiceAllows() {
        connections.clear();
        List<CompletableFuture<Answer>> answers = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            answers.add(client.sendAsync("GET", "/two/hold", null));
        }
        await().until(() -> held.size() == 40);
        int busy = connections.size();
        held.removeIf(request -> {
            request.response().end("ok");
            return true;
        });

        assertThat(answers)
                .allSatisfy(answer -> assertThat(answer.join().body()).isEqualTo("ok"));
        assertThat(busy).isBetween(40 / STREAMS, 40 / STREAMS + 4);
    }

    @Test
    void anAnswerThatIsResetIs502AndTheOthersGoOn() {
        CompletableFuture<Answer> other = client.sendAsync("GET", "/two/hold", null);
        await().until(() -> held.size() == 1);

        assertThat(client.get("/two/reset").status()).isEqualTo(502);
        try (RawClient cut = new RawClient(gateway.port())) {
            cut.say("GET /two/half HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(cut.readAll()).contains("half").doesNotContain("\r\n0\r\n\r\n");
        }

        held.remove().response().end("ok");
        assertThat(other.join().body()).isEqualTo("ok");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/two/short", "/two/long"})
    void aBodyOfAnotherLengthThanItSaidIsNotShownAsComplete(String path) {
        try (RawClient cut = new RawClient(gateway.port())) {
            cut.say("GET " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            assertThat(cut.readAll())
                    .satisfiesAnyOf(
                            half -> assertThat(half).contains("ength: 10").doesNotContain("0123456789"),
                            refused -> assertThat(refused).startsWith("HTTP/1.1 502"));
        }
        assertThat(client.get("/two/echo").status()).isEqualTo(200);
    }

    @Test
    void aConnectionThatGoesAwayFinishesWhatItCarries() {
        CompletableFuture<Answer> running = client.sendAsync("GET", "/two/hold", null);
        await().until(() -> held.size() == 1);
        HttpServerRequest request = held.remove();
        Object leaving = request.connection();
        request.connection().shutdown(10, TimeUnit.SECONDS);

        connections.clear();
        for (int i = 0; i < 20; i++) {
            assertThat(client.get("/two/echo").status()).isEqualTo(200);
        }

        assertThat(connections).doesNotContain(leaving);
        request.response().end("ok");
        assertThat(running.join().body()).isEqualTo("ok");
    }

    @Test
    void aServiceThatClosesItsConnectionCostsNoGet() {
        for (int i = 0; i < 20; i++) {
            assertThat(client.get("/two/last").status()).isEqualTo(200);
        }
    }

    @Test
    void aSilentServiceIs504AndItsConnectionIsNotUsedAgain() {
        connections.clear();
        assertThat(client.get("/quick/hold").status()).isEqualTo(504);
        assertThat(client.get("/quick/hold").status()).isEqualTo(504);
        held.clear();
        assertThat(connections).hasSizeGreaterThanOrEqualTo(2);
    }

    @Test
    void aClientThatGoesAwayCancelsItsStreamAlone() {
        CompletableFuture<Answer> other = client.sendAsync("GET", "/two/hold", null);
        await().until(() -> held.size() == 1);
        HttpServerRequest first = held.remove();
        try (RawClient leaving = new RawClient(gateway.port())) {
            leaving.say("GET /two/hold HTTP/1.1\r\nHost: a\r\n\r\n");
            await().until(() -> held.size() == 1);
        }
        await().until(() -> held.element().response().closed());
        held.clear();
        first.response().end("ok");
        assertThat(other.join().body()).isEqualTo("ok");
    }

    private static HttpServer serve() {
        try {
            return await(vertx.createHttpServer(new HttpServerOptions()
                            .setHost("127.0.0.1")
                            .setPort(0)
                            .setInitialSettings(new Http2Settings().setMaxConcurrentStreams(STREAMS)))
                    .requestHandler(ServiceHttp2Test::answer)
                    .listen());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void answer(HttpServerRequest request) {
        connections.add(request.connection());
        HttpServerResponse response = request.response();
        switch (request.uri().substring(request.uri().indexOf('/', 1))) {
            case "/hold" -> held.add(request);
            case "/reset" -> response.reset(2);
            case "/half" -> {
                response.write("half");
                request.connection().ping(Buffer.buffer(new byte[8])).onComplete(v -> response.reset(2));
            }
            case "/short" -> response.putHeader("content-length", "10").end("012");
            case "/long" -> response.putHeader("content-length", "10").end("01234567890123456789");
            case "/status/204" -> response.setStatusCode(204).end();
            case "/status/304" -> response.setStatusCode(304).end();
            case "/big" -> response.end("x".repeat(3_000_000));
            case "/last" ->
                response.end("last").onComplete(v -> request.connection().close());
            default -> {
                response.setChunked(true)
                        .putHeader("x-version", request.version().name())
                        .putHeader("x-authority", String.valueOf(request.authority()))
                        .putHeader("x-host", String.valueOf(request.getHeader("host")));
                request.handler(response::write).endHandler(v -> response.end());
            }
        }
    }
}
