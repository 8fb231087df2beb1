package dev.usher.proxy;

import dev.usher.config.TargetSettings.Pool;
import dev.usher.http.GatewayFailure;
import dev.usher.observe.Metrics;
import dev.usher.proxy.Target.Protocol;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpVersion;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections from one event loop to one target: those with room first, the most recent first, so that the others
 * can age and go. Bounded: beyond the cap requests wait in a line, which is bounded too. Where the service may speak
 * HTTP/2, requests also wait for a connection that is about to stand, to share it. Unlike the client's own pool it
 * belongs to its loop: it needs no locks, and taking a kept connection is one step. Called on the event loop.
 */
final class Connections {

    private static final Logger LOG = LoggerFactory.getLogger(Connections.class);

    private final Vertx vertx;
    private final Connector connector;
    private final Target target;
    private final Pool limits;
    private final Metrics metrics;
    private final Deque<ServiceConnection> withRoom = new ArrayDeque<>();
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private int open;
    private int connecting;

    /** Of HTTPS it is known only when the first connection stands. */
    private boolean mayShare;

    private boolean counting;

    private record Waiting(Promise<ServiceConnection> turn, Duration connectLimit, long sinceNanos) {}

    Connections(Vertx vertx, HttpClientAgent client, Target target, Pool limits, Metrics metrics) {
        this.vertx = vertx;
        this.connector = new Connector(client, target);
        this.target = target;
        this.limits = limits;
        this.metrics = metrics;
        this.mayShare = target.protocol() != Protocol.HTTP;
    }

    /**
     * Takes a connection, on which the caller has room for one request until that is given back or dropped.
     *
     * @param connectLimit how long connecting may take, should it be necessary
     * @param once the request cannot be sent again: it gets a new connection, as long as there may be more, when the
     *     service might be about to close the kept ones
     */
    Future<ServiceConnection> take(Duration connectLimit, boolean once) {
        ServiceConnection newest = newest();
        if (newest == null || once && !newest.isSafe(System.nanoTime()) && open < limits.connections()) {
            if (newest != null) {
                list(newest);
            }
            return canShareComing() ? await(connectLimit) : fresh(connectLimit);
        }
        return Future.succeededFuture(begun(newest));
    }

    /** A new connection if there may be one more, even if there are kept ones; else the next that comes free. */
    Future<ServiceConnection> fresh(Duration connectLimit) {
        if (open < limits.connections()) {
            return connect(connectLimit);
        }
        return await(connectLimit);
    }

    /** One that can change its protocol, which only HTTP/1.1 can. */
    Future<ServiceConnection> forUpgrade(Duration connectLimit) {
        return switch (target.protocol()) {
            case HTTP -> take(connectLimit, true);
            case HTTPS ->
                open < limits.connections()
                        ? connect(connectLimit, HttpVersion.HTTP_1_1)
                        : Future.failedFuture(new ConnectionPoolTooBusyException(open + " connections are open"));
            case H2C -> Future.failedFuture(new GatewayFailure.NoWebSockets());
        };
    }

    private Future<ServiceConnection> await(Duration connectLimit) {
        if (waiting.size() >= limits.waiting()) {
            return Future.failedFuture(new ConnectionPoolTooBusyException(waiting.size() + " requests wait already"));
        }
        Promise<ServiceConnection> turn = Promise.promise();
        waiting.addLast(new Waiting(turn, connectLimit, System.nanoTime()));
        metrics.waiting(1);
        countDown();
        return turn.future();
    }

    /** A request on it has ended. */
    void ended(ServiceConnection connection) {
        if (connection.hasRoom()) {
            Waiting next = nextWaiting();
            if (next != null) {
                next.turn.complete(begun(connection));
            } else {
                list(connection);
            }
        }
    }

    void unlist(ServiceConnection connection) {
        if (connection.isListed()) {
            withRoom.remove(connection);
            connection.list(false);
        }
    }

    /** Closes what has not been used for long; to be called now and then. */
    void closeOld() {
        long now = System.nanoTime();
        for (ServiceConnection connection : withRoom.toArray(ServiceConnection[]::new)) {
            if (!connection.isUsable(now)) {
                connection.retire();
            }
        }
    }

    /** One timer for the line: whoever came first has waited longest. */
    private void countDown() {
        Waiting first = waiting.peekFirst();
        if (first != null && !counting) {
            counting = true;
            long left = limits.longestWait().toNanos() - (System.nanoTime() - first.sinceNanos);
            vertx.setTimer(Math.max(1, TimeUnit.NANOSECONDS.toMillis(left) + 1), due -> {
                counting = false;
                sendAway();
                countDown();
            });
        }
    }

    private void sendAway() {
        long now = System.nanoTime();
        for (Waiting first = waiting.peekFirst();
                first != null && now - first.sinceNanos >= limits.longestWait().toNanos();
                first = waiting.peekFirst()) {
            nextWaiting();
            first.turn.fail(new ConnectionPoolTooBusyException("waited for " + limits.longestWait()));
        }
    }

    private @Nullable ServiceConnection newest() {
        long now = System.nanoTime();
        for (ServiceConnection newest = withRoom.pollFirst(); newest != null; newest = withRoom.pollFirst()) {
            newest.list(false);
            if (!newest.isUsable(now)) {
                newest.retire();
            } else if (newest.hasRoom()) {
                return newest;
            }
        }
        return null;
    }

    private ServiceConnection begun(ServiceConnection connection) {
        connection.begin();
        if (connection.hasRoom()) {
            list(connection);
        }
        return connection;
    }

    private void list(ServiceConnection connection) {
        if (!connection.isListed()) {
            connection.list(true);
            withRoom.addFirst(connection);
        }
    }

    private boolean canShareComing() {
        return mayShare && waiting.size() < connecting * (ServiceConnection.MAX_STREAMS - 1);
    }

    private @Nullable Waiting nextWaiting() {
        Waiting next = waiting.pollFirst();
        if (next != null) {
            metrics.waiting(-1);
        }
        return next;
    }

    private Future<ServiceConnection> connect(Duration limit) {
        return connect(limit, connector.version());
    }

    /** @param version absent: what the service prefers */
    private Future<ServiceConnection> connect(Duration limit, @Nullable HttpVersion version) {
        open++;
        connecting++;
        Future<ServiceConnection> coming = connector
                .connect(version)
                .map(this::opened)
                .onSuccess(connection -> mayShare = version == null ? connection.isShared() : mayShare)
                .onFailure(failure -> open--);
        Future<ServiceConnection> inTime = coming.timeout(limit.toMillis(), TimeUnit.MILLISECONDS);
        inTime.onComplete(done -> connecting--)
                .onFailure(failure -> {
                    failSharers(failure);
                    // whoever asked has given up by then; the next one has a use for it
                    coming.onSuccess(ServiceConnection::giveBack);
                })
                .onComplete(done -> serveWaiting());
        return inTime;
    }

    /** Has room for one request less: that of whoever asked for the connection. */
    private ServiceConnection opened(HttpClientConnection http) {
        ServiceConnection connection = new ServiceConnection(this, http);
        metrics.serviceConnections(1);
        InterimAnswers.swallow(http);
        // what matters to a request is logged with it
        http.exceptionHandler(failure -> LOG.debug(
                "a connection to a service broke: {}", failure.getClass().getName()));
        http.closeHandler(v -> {
            metrics.serviceConnections(-1);
            connection.hasClosed();
            unlist(connection);
            open--;
            serveWaiting();
        });
        if (connection.isShared()) {
            http.setWindowSize(ServiceConnection.WINDOW_BYTES);
            http.goAwayHandler(leaving -> connection.retire());
        }
        return begun(connection);
    }

    /** Lets those who wait share what there is, or have connections of their own as far as the cap goes. */
    private void serveWaiting() {
        while (!waiting.isEmpty()) {
            ServiceConnection kept = newest();
            boolean mustWait = kept == null && (open >= limits.connections() || canShareComing());
            Waiting next = mustWait ? null : nextWaiting();
            if (next == null) {
                return;
            }
            if (kept == null) {
                connect(next.connectLimit).onComplete(next.turn);
            } else {
                next.turn.complete(begun(kept));
            }
        }
    }

    /** Who waits to share a connection that does not come would wait for the next one's limit too. */
    private void failSharers(Throwable failure) {
        Waiting next = mayShare ? nextWaiting() : null;
        while (next != null) {
            next.turn.fail(failure);
            next = nextWaiting();
        }
    }
}
