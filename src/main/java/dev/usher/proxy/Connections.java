package dev.usher.proxy;

import dev.usher.observe.Metrics;
import io.vertx.core.Future;
import io.vertx.core.Promise;
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

    private static final int MAX_OPEN = 512;
    private static final int MAX_WAITING = 4_096;

    private final HttpClientAgent client;
    private final Target target;
    private final Metrics metrics;
    private final Deque<ServiceConnection> kept = new ArrayDeque<>();
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private int open;

    private record Waiting(Promise<ServiceConnection> turn, Duration connectLimit) {}

    Connections(HttpClientAgent client, Target target, Metrics metrics) {
        this.client = client;
        this.target = target;
        this.metrics = metrics;
    }

    /**
     * Takes a connection, which is then the caller's until it is given back or closed.
     *
     * @param connectLimit how long connecting may take, should it be necessary
     */
    Future<ServiceConnection> take(Duration connectLimit) {
        long now = System.nanoTime();
        for (ServiceConnection newest = kept.pollFirst(); newest != null; newest = kept.pollFirst()) {
            if (newest.isUsable(now)) {
                return Future.succeededFuture(newest);
            }
            newest.close();
        }
        if (open < MAX_OPEN) {
            return connect(connectLimit);
        }
        if (waiting.size() >= MAX_WAITING) {
            return Future.failedFuture(new ConnectionPoolTooBusyException(MAX_WAITING + " requests wait already"));
        }
        Promise<ServiceConnection> turn = Promise.promise();
        waiting.addLast(new Waiting(turn, connectLimit));
        metrics.waiting(1);
        return turn.future();
    }

    /** Makes a connection even if there are kept ones, for a request that has just met one that was closing. */
    Future<ServiceConnection> fresh(Duration connectLimit) {
        return connect(connectLimit);
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
        for (ServiceConnection oldest = kept.peekLast();
                oldest != null && !oldest.isUsable(now);
                oldest = kept.peekLast()) {
            kept.pollLast();
            oldest.close();
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
