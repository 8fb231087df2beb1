package dev.usher.proxy;

import io.vertx.core.http.HttpClientConnection;
import java.util.concurrent.TimeUnit;

/** One connection to a target, which either is kept or carries one request. Belongs to one event loop. */
final class ServiceConnection {

    /** Shorter than what most servers keep idle connections for, so that few requests meet one that is closing. */
    private static final long KEEP_NANOS = TimeUnit.SECONDS.toNanos(30);

    /** Its address may have moved since; a name is asked for again with each new connection. */
    private static final long LIFE_NANOS = TimeUnit.MINUTES.toNanos(5);

    /** Within so short a silence no server gives up a connection. */
    private static final long SAFE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Connections home;
    private final long openedNanos = System.nanoTime();
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
        return !closed && nowNanos - keptSinceNanos <= KEEP_NANOS && nowNanos - openedNanos <= LIFE_NANOS;
    }

    /** Whether it was used so recently that the other side is not about to close it. */
    boolean isSafe(long nowNanos) {
        return nowNanos - keptSinceNanos <= SAFE_NANOS;
    }

    void close() {
        connection.close();
    }

    void hasClosed() {
        closed = true;
    }
}
