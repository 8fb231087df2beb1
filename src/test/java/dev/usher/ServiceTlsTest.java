package dev.usher;

import static dev.usher.TestGateway.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.TestClient.Answer;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Services behind TLS: whom the gateway believes, and what it shows of itself. */
class ServiceTlsTest {

    private static final Vertx vertx = Vertx.vertx();
    private static final TestCertificate service = TestCertificate.usual();
    private static final TestCertificate own = TestCertificate.create();
    private static final HttpServer http2 = serve(options().setUseAlpn(true).setSni(true));
    private static final HttpServer http1 = serve(options().setUseAlpn(false));
    private static final HttpServer strict = serve(options()
            .setUseAlpn(true)
            .setClientAuth(ClientAuth.REQUIRED)
            .setTrustOptions(new PemTrustOptions().addCertPath(own.cert().toString())));

    @RegisterExtension
    static final QuietLog log = new QuietLog();

    @RegisterExtension
    static final TestGateway gateway = TestGateway.usual()
            .route("/two/**", route(http2, "ca: " + service.cert()))
            .route("/one/**", route(http1, "ca: " + service.cert()))
            .route("/named/**", route(http2, "server-name: localhost, ca: " + service.cert()))
            .route("/misnamed/**", route(http2, "server-name: other.internal, ca: " + service.cert()))
            .route("/stranger/**", route(http2, "ca: " + own.cert()))
            .route("/system/**", "{ target: https://127.0.0.1:" + http2.actualPort() + ", auth: none }")
            .route(
                    "/shown/**",
                    route(strict, "ca: " + service.cert() + ", cert: " + own.cert() + ", key: " + own.key()))
            .route("/hidden/**", route(strict, "ca: " + service.cert()));

    private final TestClient client = gateway.client();

    @AfterAll
    static void stop() throws Exception {
        await(vertx.close());
    }

    @Test
    void theServiceChoosesTheProtocol() {
        assertThat(client.get("/two/1").body()).startsWith("HTTP_2 ");
        assertThat(client.get("/one/1").body()).startsWith("HTTP_1_1 ");
        assertThat(client.get("/one/2").status()).isEqualTo(200);
    }

    @Test
    void theServersNameIsAskedForAndVerified() {
        assertThat(client.get("/named/1").body()).isEqualTo("HTTP_2 localhost");
        refused("/misnamed/1");
    }

    @Test
    void onlyTheRoutesOwnAuthoritiesAreBelieved() {
        refused("/stranger/1");
        refused("/system/1");
    }

    @Test
    void theGatewayShowsItsCertificateWhereItHasOne() {
        assertThat(client.get("/shown/1").status()).isEqualTo(200);
        refused("/hidden/1");
    }

    /** The service would rather speak HTTP/2, in which there are none here. */
    @Test
    void aWebSocketIsOpenedOverTls() throws Exception {
        for (String path : List.of("/two/ws", "/one/ws", "/named/ws")) {
            try (TestSocket opened = TestSocket.open(gateway.port(), path)) {
                opened.socket().sendText("over TLS", true).get(10, TimeUnit.SECONDS);
                assertThat(opened.next()).isEqualTo("text:over TLS");
            }
        }
        Await.until(() -> Gauges.tunnels(gateway) == 0);
    }

    /** By the same name, and on each of the gateway's loops. */
    @Test
    void aWebSocketChangesNothingForOtherRequests() throws Exception {
        for (int i = 0; i < 2 * VertxOptions.DEFAULT_EVENT_LOOP_POOL_SIZE; i++) {
            for (int requests = 0; requests < i % 3; requests++) {
                assertThat(onItsOwnConnection("/named/1")).endsWith("HTTP_2 localhost");
            }
            TestSocket.open(gateway.port(), "/named/ws").close();
        }
        Await.until(() -> Gauges.tunnels(gateway) == 0);
    }

    /** Sessions of TLS can only be resumed in the context that they are from. */
    @Test
    void eachLoopHasOneContextForAllOfItsConnections() {
        Set<String> sessions = new HashSet<>();
        for (int i = 0; i < 4 * VertxOptions.DEFAULT_EVENT_LOOP_POOL_SIZE; i++) {
            sessions.add(onItsOwnConnection("/one/session").replaceFirst("(?s).*\r\n", ""));
        }
        assertThat(sessions).hasSizeBetween(1, VertxOptions.DEFAULT_EVENT_LOOP_POOL_SIZE);
    }

    private static String onItsOwnConnection(String path) {
        return RawHttp.say(gateway.port(), "GET " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                .text();
    }

    private void refused(String path) {
        Answer answer = client.get(path);
        assertThat(answer.status()).isEqualTo(502);
        assertThat(answer.body()).contains("service-gone");
    }

    private static String route(HttpServer server, String tls) {
        return "{ target: https://127.0.0.1:" + server.actualPort() + ", auth: none, tls: { " + tls + " } }";
    }

    private static HttpServerOptions options() {
        HttpServerOptions options = new HttpServerOptions();
        options.setHost("127.0.0.1").setPort(0).setSsl(true);
        options.setKeyCertOptions(new PemKeyCertOptions()
                .setCertPath(service.cert().toString())
                .setKeyPath(service.key().toString()));
        return options;
    }

    /** Says how it was asked, or which session of TLS the connection has, which it then closes. */
    private static void answer(HttpServerRequest request) {
        if (request.uri().endsWith("/session")) {
            request.response()
                    .putHeader("connection", "close")
                    .end("" + request.connection().sslSession().getCreationTime());
        } else {
            request.response()
                    .end(request.version() + " " + request.connection().indicatedServerName());
        }
    }

    private static HttpServer serve(HttpServerOptions options) {
        try {
            return await(vertx.createHttpServer(options)
                    .webSocketHandler(socket -> socket.textMessageHandler(socket::writeTextMessage))
                    .requestHandler(ServiceTlsTest::answer)
                    .listen());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
