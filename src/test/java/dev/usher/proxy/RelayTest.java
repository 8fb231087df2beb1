package dev.usher.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.usher.TestGateway;
import dev.usher.access.Forward;
import dev.usher.access.Policy;
import dev.usher.config.ConfigFile;
import dev.usher.config.Reading;
import dev.usher.config.RouteDefinition;
import dev.usher.http.Exchange;
import dev.usher.http.FieldList;
import dev.usher.http.Parting;
import dev.usher.http.RequestTarget;
import dev.usher.http.Rescue;
import dev.usher.identity.ReservedNames;
import dev.usher.observe.Metrics;
import dev.usher.route.Route;
import dev.usher.route.RouteTable;
import dev.usher.sandbox.EchoService;
import dev.usher.session.Caller;
import io.netty.handler.codec.http.HttpHeaders;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a step of a request throws is that request's failure, whatever it is. */
class RelayTest {

    private final Vertx vertx = Vertx.vertx();
    private final Metrics metrics = new Metrics();
    private final Queue<Integer> outcomes = new ConcurrentLinkedQueue<>();
    private final Set<SocketAddress> clients = ConcurrentHashMap.newKeySet();
    private volatile @Nullable Step broken;

    /** Where others have a say. */
    enum Step {
        REQUEST_HEAD,
        RESPONSE_HEAD,
        CHECK
    }

    @AfterEach
    void close() throws Exception {
        TestGateway.await(vertx.close());
    }

    @ParameterizedTest
    @EnumSource
    void anErrorIsAnsweredAndTheNextRequestIsNoneOfItsBusiness(Step step) throws Exception {
        EchoService echo = TestGateway.await(EchoService.start(vertx, "127.0.0.1", 0));
        int port = listen(routes(echo.url()));
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/1"))
                    .version(HttpClient.Version.HTTP_1_1)
                    .timeout(Duration.ofSeconds(5))
                    .build();

            broken = step;
            assertThat(client.send(request, BodyHandlers.ofString()).statusCode())
                    .isEqualTo(500);
            assertThat(metrics.scrape()).contains("usher_service_requests_active 0.0");

            broken = null;
            assertThat(client.send(request, BodyHandlers.ofString()).statusCode())
                    .isEqualTo(200);
        }
        await().untilAsserted(() -> assertThat(outcomes).containsExactly(500, 200));
        assertThat(clients).hasSize(1);
    }

    private void reach(Step step) {
        if (step == broken) {
            throw new AssertionError("a defect");
        }
    }

    private int listen(List<RouteDefinition> routes) throws Exception {
        Promise<HttpServer> listening = Promise.promise();
        vertx.runOnContext(v -> {
            Forwarder forwarder = forwarder(routes);
            Route route = Objects.requireNonNull(new RouteTable(routes).match("a", "/1"));
            vertx.createHttpServer()
                    .requestHandler(request -> forward(forwarder, route, request))
                    .listen(0, "127.0.0.1")
                    .onComplete(listening);
        });
        return TestGateway.await(listening.future()).actualPort();
    }

    private void forward(Forwarder forwarder, Route route, HttpServerRequest request) {
        clients.add(request.remoteAddress());
        Exchange exchange = new Exchange(request, "test");
        exchange.accepted(RequestTarget.parse(request.uri()));
        exchange.whenFinished(finished -> outcomes.add(finished.outcome()));
        exchange.hold();
        forwarder.forward(exchange, (Forward) Policy.decide(route, "GET", "/1", Caller.Anonymous.INSTANCE));
    }

    /** Nobody has a session here, so nothing is open in the name of one. */
    @SuppressWarnings("NullAway")
    private Forwarder forwarder(List<RouteDefinition> routes) {
        Parting parting = new Parting(vertx);
        return new Forwarder(
                vertx,
                new ServiceClient(vertx, metrics, 1),
                new Standings(routes, metrics),
                new BreakingRequestHead(),
                (exchange, permit, received, out) -> reach(Step.RESPONSE_HEAD),
                new ResponseTrailers(new ReservedNames(List.of())),
                new BreakingCheck(),
                new Rescue(parting, (exchange, failure) -> {}),
                parting,
                null,
                metrics);
    }

    private final class BreakingRequestHead implements RequestHead {
        @Override
        public void write(Exchange exchange, Forward permit, FieldList out) {
            reach(Step.REQUEST_HEAD);
            out.set("host", "a");
        }

        @Override
        public void writeTrailers(
                HttpServerRequest request, Iterable<Map.Entry<CharSequence, CharSequence>> received, HttpHeaders out) {
            // none come
        }

        @Override
        public boolean isOwn(String name) {
            return false;
        }
    }

    private final class BreakingCheck implements AnswerCheck {
        @Override
        public boolean withholds(int status) {
            return true;
        }

        @Override
        public Buffer read(Exchange exchange, Forward permit, Buffer body) {
            reach(Step.CHECK);
            return body;
        }
    }

    private static List<RouteDefinition> routes(String target) {
        String file =
                "auth: { url: \"http://127.0.0.1:1\" }\nroutes: { /**: { target: \"" + target + "\", auth: none } }\n";
        return switch (ConfigFile.read("test.yaml", file, Path.of(""), name -> null)) {
            case Reading.Valid valid -> valid.settings().routes();
            case Reading.Invalid invalid -> throw new IllegalArgumentException(invalid.toString());
        };
    }
}
