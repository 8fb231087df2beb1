package dev.usher.cli;

import static java.util.Objects.requireNonNull;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.usher.Usher;
import dev.usher.config.TransportKind;
import io.netty.handler.codec.quic.Quic;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
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
    private static final int REQUESTS_BY_TLS = 30;

    @Override
    public Integer call() throws Exception {
        ((Logger) LoggerFactory.getLogger("usher.access")).setLevel(Level.OFF);
        Vertx vertx = Vertx.builder()
                .withTransport(Transports.choose(TransportKind.AUTO))
                .build();
        try (ThrowawayCertificate own = ThrowawayCertificate.make()) {
            String https = "  https: { host: 127.0.0.1, port: 0, http3: %s, cert: %s, key: %s }%n"
                    .formatted(Quic.isAvailable(), own.certificate(), own.key());
            await(Demo.start(vertx, Demo.Ports.ANY, https)
                    .compose(demo -> converse(vertx, demo.usher()).eventually(demo::stop)));
        } finally {
            await(vertx.close()); // apart: a future of an event loop never completes once its loop has ended
        }
        return 0;
    }

    private static void await(Future<Void> future) throws Exception {
        future.toCompletionStage().toCompletableFuture().get(LIMIT_SECONDS, TimeUnit.SECONDS);
    }

    private static Future<Void> converse(Vertx vertx, Usher usher) {
        WebClient plain = WebClient.create(vertx);
        WebClient secured = WebClient.create(
                vertx,
                new WebClientOptions()
                        .setTrustAll(true)
                        .setVerifyHost(false)
                        .setUseAlpn(true)
                        .setProtocolVersion(HttpVersion.HTTP_2));
        return converse(plain, "http://127.0.0.1:" + usher.httpPort(), REQUESTS)
                .compose(v -> converse(secured, "https://127.0.0.1:" + usher.httpsPort(), REQUESTS_BY_TLS))
                .eventually(() -> {
                    plain.close();
                    secured.close();
                    return Future.succeededFuture();
                });
    }

    private static Future<Void> converse(WebClient client, String origin, int requests) {
        JsonObject alice = new JsonObject().put("login", "alice@example.com").put("password", "wonderland");
        return client.requestAbs(HttpMethod.POST, origin + "/auth/login")
                .sendJsonObject(alice)
                .map(answer -> requireNonNull(answer.bodyAsJsonObject()).getString("user-token"))
                .compose(token -> repeat(
                                requests,
                                client.requestAbs(HttpMethod.GET, origin + "/orders/1")
                                        .bearerTokenAuthentication(token))
                        .compose(_ -> repeat(
                                1,
                                client.requestAbs(HttpMethod.POST, origin + "/auth/logout")
                                        .bearerTokenAuthentication(token))));
    }

    private static Future<Void> repeat(int times, HttpRequest<Buffer> request) {
        return times == 0 ? Future.succeededFuture() : request.send().compose(_ -> repeat(times - 1, request));
    }
}
