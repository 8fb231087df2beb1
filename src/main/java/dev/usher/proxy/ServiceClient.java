package dev.usher.proxy;

import dev.usher.config.ServiceTls;
import dev.usher.config.ServiceTls.ClientCertificate;
import dev.usher.config.TargetSettings.Pool;
import dev.usher.observe.Metrics;
import io.vertx.core.Vertx;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The connections to all services of one event loop, so that a request never leaves its loop. */
public final class ServiceClient implements AutoCloseable {

    static final int MAX_HEADER_BYTES = 32 * 1024;
    private static final int LONGEST_CONNECT_MILLIS = 30_000;
    private static final long CLEANING_MILLIS = 5_000;

    private final Vertx vertx;
    private final Metrics metrics;
    private final int loops;
    private final Map<Way, HttpClientAgent> clients = new HashMap<>();
    private final Map<Place, Connections> connections = new HashMap<>();
    private final long cleaning;

    private record Place(Target target, Pool pool) {}

    /**
     * A way of speaking TLS. Vert.x 5.1.6 keeps one context for a name that is asked for, whatever it offers by ALPN:
     * after an HTTP/2 connection, there was none for WebSockets any more.
     */
    private record Way(@Nullable ServiceTls tls, boolean http1) {}

    /** @param loops how many there are, this one included: each has its share of the connections that are allowed */
    public ServiceClient(Vertx vertx, Metrics metrics, int loops) {
        this.vertx = vertx;
        this.metrics = metrics;
        this.loops = loops;
        cleaning =
                vertx.setPeriodic(CLEANING_MILLIS, tick -> connections.values().forEach(Connections::closeOld));
    }

    Connections to(Target target, Pool pool) {
        return connections.computeIfAbsent(new Place(target, pool), place -> {
            Connector connector = new Connector(vertx, version -> client(target.tls(), version), target);
            return new Connections(vertx, connector, target, pool.share(loops), metrics);
        });
    }

    /** What is trusted and shown belongs to the client, not to the connection. */
    private HttpClientAgent client(@Nullable ServiceTls tls, @Nullable HttpVersion version) {
        return clients.computeIfAbsent(
                new Way(tls, tls != null && version == HttpVersion.HTTP_1_1),
                way -> vertx.httpClientBuilder().with(options(way.tls())).build());
    }

    private static HttpClientOptions options(@Nullable ServiceTls tls) {
        HttpClientOptions options = new HttpClientOptions();
        options.setConnectTimeout(LONGEST_CONNECT_MILLIS)
                .setMaxHeaderSize(MAX_HEADER_BYTES)
                .setMaxInitialLineLength(MAX_HEADER_BYTES)
                .setInitialSettings(new Http2Settings().setPushEnabled(false).setMaxHeaderListSize(MAX_HEADER_BYTES))
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setHttp2ClearTextUpgrade(false)
                .setAlpnVersions(List.of(HttpVersion.HTTP_2, HttpVersion.HTTP_1_1))
                .setUseAlpn(true)
                .setDecompressionSupported(false)
                .setVerifyHost(true);
        if (tls != null) {
            identify(options, tls);
        }
        return options;
    }

    private static void identify(HttpClientOptions options, ServiceTls tls) {
        if (tls.ca() != null) {
            options.setTrustOptions(new PemTrustOptions().addCertPath(tls.ca().toString()));
        }
        ClientCertificate own = tls.client();
        if (own != null) {
            options.setKeyCertOptions(new PemKeyCertOptions()
                    .setCertPath(own.cert().toString())
                    .setKeyPath(own.key().toString()));
        }
        // otherwise the JDK names only hosts that have a dot in them
        options.setForceSni(tls.serverName() != null);
    }

    @Override
    public void close() {
        vertx.cancelTimer(cleaning);
        clients.values().forEach(HttpClientAgent::close);
    }
}
