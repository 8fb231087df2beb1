package dev.usher.cli;

import static java.util.Objects.requireNonNull;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.usher.config.TransportKind;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.WebClient;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;

/**
 * {@code usher train}: a short life in which everything usual happens once, which the JVM writes into the ahead-of-time
 * cache that the launcher names. It is a command, so that an image without a compiler or curl can make its cache.
 */
@Command(
        name = "train",
        description = "Makes the cache that lets usher start in half the time, for this machine's Java and these jars.",
        mixinStandardHelpOptions = true)
final class TrainCommand implements Callable<Integer> {

    private static final int LIMIT_SECONDS = 60;
    private static final int REQUESTS = 300;

    @Override
    public Integer call() throws Exception {
        ((Logger) LoggerFactory.getLogger("usher.access")).setLevel(Level.OFF);
        Vertx vertx = Vertx.builder()
                .withTransport(Transports.choose(TransportKind.AUTO))
                .build();
        try {
            await(Demo.start(vertx, Demo.Ports.ANY)
                    .compose(demo -> converse(vertx, demo.usher().httpPort()).eventually(demo::stop)));
        } finally {
            await(vertx.close()); // apart: a future of an event loop never completes once its loop has ended
        }
        return 0;
    }

    private static void await(Future<Void> future) throws Exception {
        future.toCompletionStage().toCompletableFuture().get(LIMIT_SECONDS, TimeUnit.SECONDS);
    }

    private static Future<Void> converse(Vertx vertx, int port) {
        WebClient client = WebClient.create(vertx);
        JsonObject alice = new JsonObject().put("login", "alice@example.com").put("password", "wonderland");
        return request(client, port, HttpMethod.POST, "/auth/login")
                .sendJsonObject(alice)
                .map(answer -> requireNonNull(answer.bodyAsJsonObject()).getString("user-token"))
                .compose(token -> repeat(
                                REQUESTS,
                                request(client, port, HttpMethod.GET, "/orders/1")
                                        .bearerTokenAuthentication(token))
                        .compose(_ -> repeat(
                                1,
                                request(client, port, HttpMethod.POST, "/auth/logout")
                                        .bearerTokenAuthentication(token))))
                .eventually(() -> {
                    client.close();
                    return Future.succeededFuture();
                });
    }

    private static HttpRequest<Buffer> request(WebClient client, int port, HttpMethod method, String path) {
        return client.request(method, port, "127.0.0.1", path);
    }

    private static Future<Void> repeat(int times, HttpRequest<Buffer> request) {
        return times == 0 ? Future.succeededFuture() : request.send().compose(_ -> repeat(times - 1, request));
    }
}
