package dev.usher.proxy;

import dev.usher.proxy.Target.Protocol;
import io.netty.channel.ConnectTimeoutException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpConnectOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.internal.ContextInternal;
import java.net.ConnectException;
import org.jspecify.annotations.Nullable;

/** Connects to one target. Belongs to one event loop. */
final class Connector {

    /** Where it is refused, which costs next to nothing. */
    private static final int TRIES_BY_NAME = 3;

    private final Vertx vertx;
    private final Clients clients;
    private final Target target;

    /** Which client connects, by the version that is wanted; absent: what the service prefers. */
    interface Clients {
        HttpClientAgent offering(@Nullable HttpVersion version);
    }

    Connector(Vertx vertx, Clients clients, Target target) {
        this.vertx = vertx;
        this.clients = clients;
        this.target = target;
    }

    /** What the target's address says of its version; absent: what the service prefers. */
    @Nullable
    HttpVersion version() {
        return switch (target.protocol()) {
            case HTTP -> HttpVersion.HTTP_1_1;
            case H2C -> HttpVersion.HTTP_2;
            case HTTPS -> null;
        };
    }

    /**
     * Never completes before it returns, and on the context of its caller.
     *
     * @param version absent: what the service prefers
     */
    Future<HttpClientConnection> connect(@Nullable HttpVersion version) {
        HttpConnectOptions options = new HttpConnectOptions()
                .setServer(target.address())
                .setHost(target.serverName())
                .setPort(target.address().port())
                .setSsl(target.protocol() == Protocol.HTTPS)
                .setProtocolVersion(version);
        try {
            return connect(clients.offering(version), options, target.isNamed() ? TRIES_BY_NAME : 1);
        } catch (IllegalStateException closed) {
            // of this context: the timeout of any other promise would be told on another thread
            ContextInternal own = (ContextInternal) vertx.getOrCreateContext();
            Promise<HttpClientConnection> never = own.promise();
            own.runOnContext(v -> never.fail(closed));
            return never.future();
        }
    }

    /** A name may stand for several addresses, and chance picks one of them each time. */
    private Future<HttpClientConnection> connect(HttpClientAgent client, HttpConnectOptions options, int tries) {
        Future<HttpClientConnection> coming = client.connect(options);
        return tries == 1
                ? coming
                : coming.recover(failure ->
                        wasRefused(failure) ? connect(client, options, tries - 1) : Future.failedFuture(failure));
    }

    private static boolean wasRefused(Throwable failure) {
        return failure instanceof ConnectException && !(failure instanceof ConnectTimeoutException);
    }
}
