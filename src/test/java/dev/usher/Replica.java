package dev.usher;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** One of several services that do the same: answers with its name, and can be stopped and started at its port. */
final class Replica implements AutoCloseable {

    private final Vertx vertx = Vertx.vertx();
    private final String name;
    private final AtomicInteger requests = new AtomicInteger();
    private final Queue<HttpServerRequest> hanging = new ConcurrentLinkedQueue<>();
    private final int port;
    private volatile int health = 200;
    private @Nullable HttpServer server;

    Replica(String name) {
        this.name = name;
        this.port = listen(0);
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    /** Without health checks. */
    int requests() {
        return requests.get();
    }

    /** What it answers to health checks from now on. */
    void health(int status) {
        health = status;
    }

    /** Answers what was asked for at {@code .../hang}. */
    void release() {
        for (HttpServerRequest next = hanging.poll(); next != null; next = hanging.poll()) {
            next.response().end(name);
        }
    }

    void start() {
        listen(port);
    }

    void stop() {
        if (server != null) {
            join(server.close());
            server = null;
        }
    }

    private int listen(int wanted) {
        HttpServer listening =
                join(vertx.createHttpServer().requestHandler(this::answer).listen(wanted, "127.0.0.1"));
        server = listening;
        return listening.actualPort();
    }

    private void answer(HttpServerRequest request) {
        if ("/healthz".equals(request.path())) {
            // as most servers do, RFC 9112 section 3.2
            boolean isNamed = ("127.0.0.1:" + port).equals(request.getHeader("host"));
            request.response().setStatusCode(isNamed ? health : 400).end();
        } else if (request.uri().endsWith("/hang")) {
            requests.incrementAndGet();
            hanging.add(request);
        } else {
            requests.incrementAndGet();
            request.bodyHandler(body -> request.response().end(name));
        }
    }

    private static <T> T join(io.vertx.core.Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }

    @Override
    public void close() {
        join(vertx.close());
    }
}
