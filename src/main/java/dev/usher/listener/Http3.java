package dev.usher.listener;

import io.vertx.core.Vertx;
import io.vertx.core.http.Http3ServerConfig;
import io.vertx.core.http.Http3Settings;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerConfig;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.QuicServerConfig;
import io.vertx.core.net.ServerSSLOptions;
import java.time.Duration;

/**
 * HTTP/3, RFC 9114: a server of its own on the UDP port that has the number of {@code listen.https}. Each event loop
 * has one; they share the port, and a datagram finds its loop by the connection's id.
 */
final class Http3 {

    /** What HTTP/3 clients offer and are offered in the TLS handshake. */
    static final String ALPN = "h3";

    private static final long STREAMS = 100;

    private Http3() {}

    static HttpServer server(Vertx vertx, ServerSSLOptions tls, Duration idle) {
        HttpServerConfig config = new HttpServerConfig()
                .setVersions(HttpVersion.HTTP_3)
                .setHandle100ContinueAutomatically(false)
                .setHttp3Config(new Http3ServerConfig()
                        .setInitialSettings(new Http3Settings().setMaxFieldSectionSize(Listener.MAX_HEADER_BYTES)));
        QuicServerConfig quic = config.getQuicConfig();
        quic.setLoadBalanced(true).setIdleTimeout(idle);
        quic.getTransportConfig().setInitialMaxStreamsBidi(STREAMS).setMaxIdleTimeout(idle);
        return vertx.createHttpServer(config, tls);
    }

    /** Tells clients of HTTP/1 and HTTP/2 that they may come by HTTP/3 the next time, RFC 7838. */
    static String alternative(int port) {
        return ALPN + "=\":" + port + "\"; ma=86400";
    }
}
