package dev.usher.proxy;

import io.netty.channel.Channel;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.impl.UnpooledHttpClientConnection;
import java.util.concurrent.TimeUnit;

/** One connection to a target, which either is kept or carries one request. Belongs to one event loop. */
final class ServiceConnection {

    /** Shorter than what most servers keep idle connections for, so that few requests meet one that is closing. */
    private static final long KEEP_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final Connections home;
    private final HttpClientConnection connection;
    private long keptSinceNanos;
    private boolean used;
    private boolean closed;

    ServiceConnection(Connections home, HttpClientConnection connection) {
        this.home = home;
        this.connection = connection;
    }

    HttpClientConnection http() {
        return connection;
    }

    /** The last request and its answer are complete. */
    void giveBack() {
        if (!closed) {
            keptSinceNanos = System.nanoTime();
            used = true;
            home.giveBack(this);
        }
    }

    /** Whether it has carried a request before, so that the other side may just have closed it. */
    boolean wasKept() {
        return used;
    }

    boolean isUsable(long nowNanos) {
        return !closed && nowNanos - keptSinceNanos <= KEEP_NANOS;
    }

    void close() {
        connection.close();
    }

    /** Below HTTP, for what Vert.x has no words for. */
    Channel channel() {
        return ((UnpooledHttpClientConnection) connection)
                .unwrap()
                .channelHandlerContext()
                .channel();
    }

    void hasClosed() {
        closed = true;
    }
}
