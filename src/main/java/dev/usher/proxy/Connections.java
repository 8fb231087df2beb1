package dev.usher.proxy;

import dev.usher.config.TargetSettings.Pool;
import dev.usher.observe.Metrics;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpConnectOptions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections from one event loop to one target: kept ones first, the most recent first, so that the others can
 * age and go. Bounded: beyond the cap requests wait in a line, which is bounded too. Unlike the client's own pool it
 * belongs to its loop: it needs no locks, and taking a kept connection is one step. Called on the event loop.
 */
final class Connections {

    private static final Logger LOG = LoggerFactory.getLogger(Connections.class);

    private final Vertx vertx;
    private final HttpClientAgent client;
    private final Target target;
    private final Pool limits;
    private final Metrics metrics;
    private final Deque<ServiceConnection> kept = new ArrayDeque<>();
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private int open;
    private boolean counting;

    private record Waiting(Promise<ServiceConnection> turn, Duration connectLimit, long sinceNanos) {}

    Connections(Vertx vertx, HttpClientAgent client, Target target, Pool limits, Metrics metrics) {
        this.vertx = vertx;
        this.client = client;
        this.target = target;
        this.limits = limits;
        this.metrics = metrics;
    }

    /**
     * Takes a connection, which is then the caller's until it is given back or closed.
     *
     * @param connectLimit how long connecting may take, should it be necessary
     * @param once the request cannot be sent again: it gets a new connection, as long as there may be more, when the
     *     service might be about to close the kept ones
     */
    Future<ServiceConnection> take(Duration connectLimit, boolean once) {
        long now = System.nanoTime();
        for (ServiceConnection newest = kept.pollFirst(); newest != null; newest = kept.pollFirst()) {
            if (!newest.isUsable(now)) {
                newest.close();
            } else if (once && !newest.isSafe(now) && open < limits.connections()) {
                kept.addFirst(newest);
                return connect(connectLimit);
            } else {
                return Future.succeededFuture(newest);
            }
        }
        return fresh(connectLimit);
    }

    /** A new connection if there may be one more, even if there are kept ones; else the next that comes free. */
    Future<ServiceConnection> fresh(Duration connectLimit) {
        if (open < limits.connections()) {
            return connect(connectLimit);
        }
        if (waiting.size() >= limits.waiting()) {
            return Future.failedFuture(new ConnectionPoolTooBusyException(waiting.size() + " requests wait already"));
        }
        Promise<ServiceConnection> turn = Promise.promise();
        waiting.addLast(new Waiting(turn, connectLimit, System.nanoTime()));
        metrics.waiting(1);
        countDown();
        return turn.future();
    }

    void giveBack(ServiceConnection connection) {
        Waiting next = nextWaiting();
        if (next != null) {
            next.turn.complete(connection);
        } else {
            kept.addFirst(connection);
        }
    }

    /** Closes what has not been used for long; to be called now and then. */
    void closeOld() {
        long now = System.nanoTime();
        kept.removeIf(connection -> {
            boolean old = !connection.isUsable(now);
            if (old) {
                connection.close();
            }
            return old;
        });
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

    private @Nullable Waiting nextWaiting() {
        Waiting next = waiting.pollFirst();
        if (next != null) {
            metrics.waiting(-1);
        }
        return next;
    }

    private Future<ServiceConnection> connect(Duration limit) {
        open++;
        Future<ServiceConnection> connecting = client.connect(new HttpConnectOptions()
                        .setServer(target.address())
                        .setHost(target.address().host())
                        .setPort(target.address().port())
                        .setSsl(target.tls()))
                .map(this::opened)
                .onFailure(failure -> freed());
        Future<ServiceConnection> inTime = connecting.timeout(limit.toMillis(), TimeUnit.MILLISECONDS);
        // whoever asked has given up by then; the next one has a use for it
        inTime.onFailure(late -> connecting.onSuccess(ServiceConnection::giveBack));
        return inTime;
    }

    private ServiceConnection opened(HttpClientConnection http) {
        ServiceConnection connection = new ServiceConnection(this, http);
        metrics.serviceConnections(1);
        // what matters to a request is logged with it
        http.exceptionHandler(failure -> LOG.debug(
                "a connection to a service broke: {}", failure.getClass().getName()));
        http.closeHandler(v -> {
            metrics.serviceConnections(-1);
            connection.hasClosed();
            kept.remove(connection);
            freed();
        });
        return connection;
    }

    /** Whoever waits may now have a connection of its own. */
    private void freed() {
        open--;
        Waiting next = nextWaiting();
        if (next != null) {
            connect(next.connectLimit).onComplete(next.turn);
        }
    }
}
