package dev.usher.bench;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A request as Vert.x reads it, so that the benchmarks work on its own classes. It is never answered. */
public final class SampleRequest {

    private static final int LIMIT_SECONDS = 20;

    private SampleRequest() {}

    /** Sends a browser's GET to a server that lives only for that, and returns what arrived. */
    public static HttpServerRequest get(String uri, String token) {
        Vertx vertx = Vertx.vertx();
        try {
            CompletableFuture<HttpServerRequest> arrived = new CompletableFuture<>();
            vertx.createHttpServer()
                    .requestHandler(request -> {
                        request.remoteAddress(); // remembered by the connection, which will be gone
                        arrived.complete(request);
                    })
                    .listen(0, "127.0.0.1")
                    .compose(server -> vertx.createNetClient().connect(server.actualPort(), "127.0.0.1"))
                    .compose(socket -> socket.write(Samples.head(uri, token)))
                    .onFailure(arrived::completeExceptionally);
            return arrived.get(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        } finally {
            vertx.close().await();
        }
    }
}
