package dev.usher.proxy;

import dev.usher.config.RouteDefinition.Timeouts;
import dev.usher.observe.Metrics;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The connections to services of one event loop, so that a request never leaves its loop. */
public final class ServiceClient implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ServiceClient.class);

    private static final int MAX_CONNECTIONS_PER_TARGET = 512;
    private static final int MAX_WAITING = 4_096;
    private static final int MAX_HEADER_BYTES = 32 * 1024;
    private static final int KEEP_ALIVE_SECONDS = 30;

    private final HttpClientAgent client;

    public ServiceClient(Vertx vertx, Metrics metrics) {
        HttpClientOptions options = new HttpClientOptions();
        options.setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
                .setMaxHeaderSize(MAX_HEADER_BYTES)
                .setMaxInitialLineLength(MAX_HEADER_BYTES)
                .setDecompressionSupported(false)
                .setVerifyHost(true);
        client = vertx.httpClientBuilder()
                .with(options)
                .with(new PoolOptions()
                        .setHttp1MaxSize(MAX_CONNECTIONS_PER_TARGET)
                        .setMaxWaitQueueSize(MAX_WAITING))
                .withConnectHandler(connection -> {
                    metrics.serviceConnections(1);
                    connection.closeHandler(v -> metrics.serviceConnections(-1));
                    // what matters to a request is logged with it
                    connection.exceptionHandler(failure -> LOG.debug(
                            "a connection to a service broke: {}",
                            failure.getClass().getName()));
                })
                .build();
    }

    /** Takes a connection to the target from the pool, or makes one. */
    Future<HttpClientRequest> request(Target target, HttpMethod method, String uri, Timeouts timeouts) {
        RequestOptions options = new RequestOptions()
                .setServer(target.address())
                .setHost(target.address().host())
                .setPort(target.address().port())
                .setSsl(target.tls())
                .setMethod(method)
                .setURI(uri)
                .setConnectTimeout(timeouts.connect().toMillis());
        return client.request(options);
    }

    @Override
    public void close() {
        client.close();
    }
}
