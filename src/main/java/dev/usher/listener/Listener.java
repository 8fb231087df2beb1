package dev.usher.listener;

import dev.usher.config.ListenSettings;
import dev.usher.http.CannotListen;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.PemKeyCertOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The servers of one event loop. One instance per core; they share the ports, not the requests. */
public final class Listener extends VerticleBase {

    private static final Logger LOG = LoggerFactory.getLogger(Listener.class);

    static final int MAX_HEADER_BYTES = 32 * 1024;
    static final int MAX_STREAMS = 100;
    static final int MAX_REQUEST_LINE_BYTES = 16 * 1024;

    private final ListenSettings settings;
    private final Duration idle;
    private final Duration drain;
    private final Function<Vertx, Loop> loops;
    private final BoundPorts bound;
    private final ConnectionLimits limits;
    private final List<HttpServer> servers = new ArrayList<>();
    private @Nullable Loop loop;

    /**
     * Prepares the servers; they listen when the verticle is deployed.
     *
     * @param idle how long a connection may be silent
     * @param drain how long requests in flight may take when the verticle is undeployed
     * @param loops makes what belongs to the event loop of this instance
     */
    public Listener(
            ListenSettings settings,
            Duration idle,
            Duration drain,
            Function<Vertx, Loop> loops,
            BoundPorts bound,
            ConnectionLimits limits) {
        this.settings = settings;
        this.idle = idle;
        this.drain = drain;
        this.loops = loops;
        this.bound = bound;
        this.limits = limits;
    }

    @Override
    public Future<?> start() {
        Loop own = loops.apply(vertx);
        loop = own;
        ListenSettings.Http http = settings.http();
        Future<?> listening = listen(own, "listen.http", plain(http), http.host(), bound.requestedHttp(http.port()))
                .onSuccess(server -> bound.boundHttp(server.actualPort()));
        ListenSettings.Https https = settings.https();
        return https == null
                ? listening
                : listening
                        .compose(v -> listen(
                                own, "listen.https", secure(https), https.host(), bound.requestedHttps(https.port())))
                        .onSuccess(server -> bound.boundHttps(server.actualPort()));
    }

    /** Stops accepting, lets requests in flight end within the drain time, then lets go of the connections. */
    @Override
    public Future<?> stop() {
        return Future.join(
                        servers.stream().map(server -> server.shutdown(drain)).toList())
                .onComplete(done -> {
                    if (loop != null) {
                        loop.close();
                    }
                });
    }

    private Future<HttpServer> listen(Loop own, String key, HttpServerOptions options, String host, int port) {
        HttpServer server = vertx.createHttpServer(options)
                .requestHandler(own.requestPath()::handle)
                .invalidRequestHandler(own.requestPath()::refuse)
                // by its kind only: Netty quotes the header that it could not read, which may hold a token
                .exceptionHandler(failure ->
                        LOG.debug("a connection failed: {}", failure.getClass().getName()));
        servers.add(server);
        return server.listen(port, host)
                .onSuccess(listening -> new Admission(limits).guard(vertx, listening))
                .recover(failure -> Future.failedFuture(new CannotListen(key, host, port, failure)));
    }

    private HttpServerOptions plain(ListenSettings.Http http) {
        return options().setHttp2ClearTextEnabled(http.h2c());
    }

    private HttpServerOptions options() {
        HttpServerOptions options = new HttpServerOptions();
        options.setMaxHeaderSize(MAX_HEADER_BYTES)
                .setMaxInitialLineLength(MAX_REQUEST_LINE_BYTES)
                .setHandle100ContinueAutomatically(false)
                .setCompressionSupported(false)
                .setDecompressionSupported(false)
                .setInitialSettings(new Http2Settings()
                        .setMaxHeaderListSize(MAX_HEADER_BYTES)
                        .setMaxConcurrentStreams(MAX_STREAMS))
                // WebSockets are tunnelled as they are; these would only stand in the way of every message
                .setPerFrameWebSocketCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false)
                .setIdleTimeout((int) Math.min(idle.toSeconds(), Integer.MAX_VALUE));
        return options;
    }

    private HttpServerOptions secure(ListenSettings.Https https) {
        HttpServerOptions options = options();
        options.setSsl(true)
                .setUseAlpn(true)
                .setAlpnVersions(List.of(HttpVersion.HTTP_2, HttpVersion.HTTP_1_1))
                .setKeyCertOptions(new PemKeyCertOptions()
                        .setCertPath(https.cert().toString())
                        .setKeyPath(https.key().toString()));
        return options;
    }
}
