package dev.usher.sandbox;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.Http1ServerConfig;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerConfig;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.WebSocketServerConfig;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A service that answers what it was asked: method, target, headers and a digest of the body, for any path. What else
 * it does is chosen by the request, see {@link EchoPlan}. Speaks HTTP/1.1 only; counters may be read from any thread.
 */
public final class EchoService {

    /** Larger than any gateway's limit, so that a test meets the gateway's and not this one. */
    private static final int MAX_HEAD = 256 * 1024;

    private static final int MAX_FRAME = 16 * 1024 * 1024;

    private final AtomicLong requests = new AtomicLong();
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicLong cancelled = new AtomicLong();
    private final HttpServer server;
    private final String host;

    private EchoService(Vertx vertx, String host, int port) {
        this.host = host;
        this.server = vertx.createHttpServer(new HttpServerConfig()
                        .setVersions(HttpVersion.HTTP_1_0, HttpVersion.HTTP_1_1)
                        .setHttp1Config(new Http1ServerConfig()
                                .setMaxInitialLineLength(MAX_HEAD)
                                .setMaxHeaderSize(MAX_HEAD))
                        .setWebSocketConfig(new WebSocketServerConfig()
                                .addWebSocketSubProtocol(EchoSocket.PROTOCOL)
                                .setMaxFrameSize(MAX_FRAME))
                        .setTcpHost(host)
                        .setTcpPort(port))
                .requestHandler(request -> serve(vertx, request));
    }

    /** Fails with the {@link java.net.BindException} when the port is taken. */
    public static Future<EchoService> start(Vertx vertx, String host, int port) {
        EchoService echo = new EchoService(vertx, host, port);
        return Listening.on(echo.server).map(echo);
    }

    private void serve(Vertx vertx, HttpServerRequest request) {
        requests.incrementAndGet();
        inFlight.incrementAndGet();
        EchoPlan plan = EchoPlan.of(request);
        if (EchoSocket.isWanted(request, plan)) {
            EchoSocket.open(request, plan, this);
        } else {
            new EchoExchange(vertx, request, plan, this).run();
        }
    }

    void answered() {
        inFlight.decrementAndGet();
    }

    void abandoned() {
        inFlight.decrementAndGet();
        cancelled.incrementAndGet();
    }

    public int port() {
        return server.actualPort();
    }

    public String url() {
        return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port();
    }

    /** Requests whose head arrived. */
    public long requests() {
        return requests.get();
    }

    /** Requests that arrived and were neither answered nor cancelled. */
    public int inFlight() {
        return inFlight.get();
    }

    /** Requests whose client closed the connection before the answer was written. */
    public long cancelled() {
        return cancelled.get();
    }

    public Future<Void> close() {
        return server.close();
    }
}
