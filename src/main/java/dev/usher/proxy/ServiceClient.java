package dev.usher.proxy;

import dev.usher.config.TargetSettings.Pool;
import dev.usher.observe.Metrics;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import java.util.HashMap;
import java.util.Map;

/** The connections to all services of one event loop, so that a request never leaves its loop. */
public final class ServiceClient implements AutoCloseable {

    private static final int MAX_HEADER_BYTES = 32 * 1024;
    private static final int LONGEST_CONNECT_MILLIS = 30_000;
    private static final long CLEANING_MILLIS = 5_000;

    private final Vertx vertx;
    private final Metrics metrics;
    private final int loops;
    private final HttpClientAgent client;
    private final Map<Place, Connections> connections = new HashMap<>();
    private final long cleaning;

    private record Place(Target target, Pool pool) {}

    /** @param loops how many there are, this one included: each has its share of the connections that are allowed */
    public ServiceClient(Vertx vertx, Metrics metrics, int loops) {
        this.vertx = vertx;
        this.metrics = metrics;
        this.loops = loops;
        HttpClientOptions options = new HttpClientOptions();
        options.setConnectTimeout(LONGEST_CONNECT_MILLIS)
                .setMaxHeaderSize(MAX_HEADER_BYTES)
                .setMaxInitialLineLength(MAX_HEADER_BYTES)
                .setDecompressionSupported(false)
                .setVerifyHost(true);
        client = vertx.httpClientBuilder().with(options).build();
        cleaning =
                vertx.setPeriodic(CLEANING_MILLIS, tick -> connections.values().forEach(Connections::closeOld));
    }

    Connections to(Target target, Pool pool) {
        return connections.computeIfAbsent(
                new Place(target, pool), place -> new Connections(vertx, client, target, pool.share(loops), metrics));
    }

    @Override
    public void close() {
        vertx.cancelTimer(cleaning);
        client.close();
    }
}
