package dev.usher.listener;

import dev.usher.config.ListenSettings;
import dev.usher.config.ShutdownSettings;
import dev.usher.http.CannotListen;
import dev.usher.http.Defect;
import dev.usher.http.Seldom;
import io.netty.channel.ChannelHandlerContext;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerConfig;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.core.http.impl.http2.codec.Http2ServerConnectionImpl;
import io.vertx.core.internal.ContextInternal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
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

    private static final CharSequence ALT_SVC = HttpHeaders.createOptimized("alt-svc");

    private final ListenSettings settings;
    private final @Nullable CertificateFiles certificates;
    private final Duration idle;
    private final ShutdownSettings shutdown;
    private final Farewell farewell;
    private final Function<Vertx, Loop> loops;
    private final BoundPorts bound;
    private final ConnectionLimits limits;
    private final Http3Port http3Port;
    private final Seldom defects = new Seldom();
    private final List<HttpServer> servers = new ArrayList<>();
    private @Nullable Http3Server http3;
    private @Nullable Loop loop;

    /**
     * Prepares the servers; they listen when the verticle is deployed.
     *
     * @param certificates deployed already; absent where there is no {@code listen.https}
     * @param idle how long a connection may be silent
     * @param shutdown how long requests in flight may take when the verticle is undeployed
     * @param http3Port shared by all instances, like {@code bound}
     * @param loops makes what belongs to the event loop of this instance
     */
    public Listener(
            ListenSettings settings,
            @Nullable CertificateFiles certificates,
            Duration idle,
            ShutdownSettings shutdown,
            Function<Vertx, Loop> loops,
            BoundPorts bound,
            Http3Port http3Port,
            ConnectionLimits limits) {
        this.settings = settings;
        this.certificates = certificates;
        this.idle = idle;
        this.shutdown = shutdown;
        this.farewell = new Farewell(shutdown.grace());
        this.loops = loops;
        this.bound = bound;
        this.http3Port = http3Port;
        this.limits = limits;
    }

    @Override
    public Future<?> start() {
        context.exceptionHandler(thrown ->
                defects.say(more -> LOG.error("an event loop's step failed: {}{}", Defect.describe(thrown), more)));
        Loop own = loops.apply(vertx);
        loop = own;
        ListenSettings.Http http = settings.http();
        RequestPath path = own.requestPath();
        Future<?> listening = listen(
                        vertx.createHttpServer(plain(http)),
                        path,
                        path::handle,
                        "listen.http",
                        http.host(),
                        bound.requestedHttp(http.port()))
                .compose(this::guarded)
                .onSuccess(server -> bound.boundHttp(server.actualPort()));
        ListenSettings.Https https = settings.https();
        return https == null || certificates == null
                ? listening
                : listening.compose(v -> secure(path, https, certificates));
    }

    /** Stops accepting, lets requests in flight end within the drain time, then lets go of the connections. */
    @Override
    public Future<?> stop() {
        List<Future<Void>> ends = new ArrayList<>();
        for (HttpServer server : servers) {
            if (certificates != null) {
                certificates.forget(server);
            }
            ends.add(server.shutdown(shutdown.drain()));
        }
        if (http3 != null) {
            ends.add(http3.shutdown());
        }
        return Future.join(ends).onComplete(done -> {
            if (loop != null) {
                loop.close();
            }
        });
    }

    private Future<?> secure(RequestPath path, ListenSettings.Https https, CertificateFiles files) {
        HttpServer tcp = vertx.httpServerBuilder()
                .with(new HttpServerConfig(secureOptions()))
                .with(files.options())
                .with(Tls.engine())
                .build();
        int port = bound.requestedHttps(https.port());
        Handler<HttpServerRequest> handler = https.http3() ? offeringHttp3(path) : path::handle;
        return listen(tcp, path, handler, "listen.https", https.host(), port)
                .compose(this::guarded)
                .compose(server -> {
                    bound.boundHttps(server.actualPort());
                    files.keepUp(server);
                    return https.http3() ? quic(path, https, files, server.actualPort()) : Future.succeededFuture();
                });
    }

    private Future<Void> quic(RequestPath path, ListenSettings.Https https, CertificateFiles files, int port) {
        Http3Server own = new Http3Server((ContextInternal) context, files, limits, idle, shutdown, path::handle);
        http3 = own;
        return own.listen(http3Port, https.host(), port)
                .recover(failure ->
                        Future.failedFuture(new CannotListen("listen.https.http3", https.host(), port, failure)));
    }

    private Handler<HttpServerRequest> offeringHttp3(RequestPath path) {
        return request -> {
            request.response().putHeader(ALT_SVC, Http3Server.alternative(bound.https()));
            path.handle(request);
        };
    }

    private Future<HttpServer> listen(
            HttpServer server,
            RequestPath path,
            Handler<HttpServerRequest> handler,
            String key,
            String host,
            int port) {
        server.requestHandler(handler)
                .invalidRequestHandler(path::refuse)
                .connectionHandler(connection -> connected(connection, handler))
                // by its kind only: Netty quotes the header that it could not read, which may hold a token
                .exceptionHandler(failure ->
                        LOG.debug("a connection failed: {}", failure.getClass().getName()));
        servers.add(server);
        return server.listen(port, host)
                .recover(failure -> Future.failedFuture(new CannotListen(key, host, port, failure)));
    }

    /** Nobody is told of a port before all who come to it are watched. */
    private Future<HttpServer> guarded(HttpServer listening) {
        return new Admission(limits).guard(vertx, listening).map(listening);
    }

    private void connected(HttpConnection connection, Handler<HttpServerRequest> requests) {
        ChannelHandlerContext ctx = ((HttpServerConnection) connection).channelHandlerContext();
        if (!Admission.hasAdmitted(ctx.channel())) {
            limits.early();
            // and not closed, or a request that is read already would go on
            connection.shutdown(1, TimeUnit.MILLISECONDS);
            return;
        }
        if (connection instanceof Http2ServerConnectionImpl http2) {
            // it says by itself, and at once, which requests it will still answer
            TrailerWatch.over(http2, requests, limits.settings().headers());
        } else {
            ctx.pipeline().addBefore(ctx.name(), "farewell", farewell);
        }
    }

    private HttpServerOptions plain(ListenSettings.Http http) {
        return options().setHttp2ClearTextEnabled(http.h2c());
    }

    private HttpServerOptions options() {
        HttpServerOptions options = new HttpServerOptions();
        options.setMaxHeaderSize(MAX_HEADER_BYTES)
                .setMaxInitialLineLength(MAX_REQUEST_LINE_BYTES)
                .setHandle100ContinueAutomatically(false)
                // answers are written on their own loop and at once, on which ShortAnswers rests: then a connection
                // needs no queue of 4 KiB for other threads
                .setStrictThreadMode(true)
                .setCompressionSupported(false)
                .setDecompressionSupported(false)
                // WebSockets are tunnelled as they are; these would only stand in the way of every message
                .setPerFrameWebSocketCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false)
                .setInitialSettings(new Http2Settings()
                        .setMaxHeaderListSize(MAX_HEADER_BYTES)
                        .setMaxConcurrentStreams(MAX_STREAMS))
                .setIdleTimeout((int) Math.min(idle.toSeconds(), Integer.MAX_VALUE));
        return options;
    }

    private HttpServerOptions secureOptions() {
        HttpServerOptions options = options();
        options.setSsl(true).setUseAlpn(true).setAlpnVersions(List.of(HttpVersion.HTTP_2, HttpVersion.HTTP_1_1));
        return options;
    }
}
