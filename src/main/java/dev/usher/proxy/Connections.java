package dev.usher.proxy;

import dev.usher.config.TargetSettings.Pool;
import dev.usher.http.GatewayFailure;
import dev.usher.observe.Metrics;
import dev.usher.proxy.Target.Protocol;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpVersion;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The connections from one event loop to one target: those with room first, the most recent first, so that the others
 * can age and go. Bounded: beyond the cap requests wait in a line, which is bounded too. Where the service may speak
 * HTTP/2, requests also wait for a connection that is about to stand, to share it. Unlike the client's own pool it
 * belongs to its loop: it needs no locks, and taking a kept connection is one step. Called on the event loop.
 */
final class Connections {

    private final Connector connector;
    private final Target target;
    private final Pool limits;
    private final Metrics metrics;
    private final Line line;
    private final Set<ServiceConnection> standing = new HashSet<>();
    private final Deque<ServiceConnection> withRoom = new ArrayDeque<>();
    private final List<Attempt> coming = new ArrayList<>();

    /** Connections that do not stand yet, those included that nobody waits for any more. */
    private int unfinished;

    /** Of HTTPS it is known only when the first connection stands. */
    private boolean mayShare;

    Connections(Vertx vertx, Connector connector, Target target, Pool limits, Metrics metrics) {
        this.connector = connector;
        this.target = target;
        this.limits = limits;
        this.metrics = metrics;
        this.line = new Line(vertx, limits, metrics);
        this.mayShare = target.protocol() != Protocol.HTTP;
    }

    /**
     * Any connection with room, the one that was used last.
     *
     * @param connectLimit how long connecting may take, should it be necessary
     * @param once the request cannot be sent again: it gets a new connection, as long as there may be more, when the
     *     service might be about to close the kept ones
     */
    void take(Taker taker, Duration connectLimit, boolean once) {
        ServiceConnection newest = newest();
        if (newest != null && (!once || newest.isSafe(System.nanoTime()) || !mayOpen())) {
            taker.taken(begun(newest));
            return;
        }
        if (newest != null) {
            list(newest);
        }
        if (mayShare && line.size() < placesComing()) {
            line.join(taker, connectLimit);
        } else {
            fresh(taker, connectLimit);
        }
    }

    /** A new connection if there may be one more, even if there are kept ones; else the next that comes free. */
    void fresh(Taker taker, Duration connectLimit) {
        if (mayOpen()) {
            connect(taker, connectLimit, connector.version());
        } else {
            line.join(taker, connectLimit);
        }
    }

    /** One that can change its protocol, which only HTTP/1.1 can. */
    void forUpgrade(Taker taker, Duration connectLimit) {
        switch (target.protocol()) {
            case HTTP -> take(taker, connectLimit, true);
            case HTTPS -> {
                if (mayOpen()) {
                    connect(taker, connectLimit, HttpVersion.HTTP_1_1);
                } else {
                    taker.notTaken(new ConnectionPoolTooBusyException(open() + " connections are open"));
                }
            }
            case H2C -> taker.notTaken(new GatewayFailure.NoWebSockets());
        }
    }

    /** Has no use for a connection any more and will be given none; what is under way is for others. */
    void leave(Taker taker) {
        line.leave(taker);
        coming.forEach(attempt -> attempt.leave(taker));
    }

    /** A request on it has ended, or it has just been opened. */
    void offer(ServiceConnection connection) {
        if (connection.hasRoom()) {
            Taker next = line.next();
            if (next != null) {
                next.taken(begun(connection));
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

    private boolean mayOpen() {
        return open() < limits.connections();
    }

    private int open() {
        return standing.size() + unfinished;
    }

    /** For how many of those who wait there will be room on what is under way. */
    private int placesComing() {
        int places = 0;
        for (Attempt attempt : coming) {
            places += attempt.placesForOthers();
        }
        return places;
    }

    /** Lets those who wait share what there is, or have connections of their own as far as the cap goes. */
    private void serveLine() {
        while (!line.isEmpty()) {
            ServiceConnection kept = newest();
            if (kept == null) {
                break;
            }
            offer(kept);
        }
        while (line.size() > placesComing() && mayOpen()) {
            connect(null, line.connectLimit(), connector.version());
        }
    }

    /**
     * @param first has the first right to it; absent: the line has
     * @param version absent: what the service prefers
     */
    private void connect(@Nullable Taker first, Duration limit, @Nullable HttpVersion version) {
        Attempt attempt = new Attempt(first, version);
        coming.add(attempt);
        unfinished++;
        Future<ServiceConnection> connected =
                connector.connect(version).map(this::opened).onComplete(done -> unfinished--);
        connected
                .timeout(limit.toMillis(), TimeUnit.MILLISECONDS)
                .onSuccess(attempt::succeeded)
                .onFailure(failure -> {
                    boolean late = !connected.isComplete();
                    attempt.failed(failure);
                    if (late) {
                        // whoever asked has given up; the line has a use for it, or for its place
                        connected.onSuccess(this::offer).onFailure(missed -> serveLine());
                    }
                });
    }

    private ServiceConnection opened(HttpClientConnection http) {
        ServiceConnection connection = new ServiceConnection(this, http);
        standing.add(connection);
        metrics.serviceConnections(1);
        connection.open(() -> {
            metrics.serviceConnections(-1);
            unlist(connection);
            standing.remove(connection);
            serveLine();
        });
        return connection;
    }

    /** A connection that is awaited. */
    private final class Attempt {

        private @Nullable Taker first;
        private final @Nullable HttpVersion version;

        Attempt(@Nullable Taker first, @Nullable HttpVersion version) {
            this.first = first;
            this.version = version;
        }

        void leave(Taker taker) {
            if (taker.equals(first)) {
                first = null;
            }
        }

        int placesForOthers() {
            int places = mayShare && version != HttpVersion.HTTP_1_1 ? ServiceConnection.MAX_STREAMS : 1;
            return first == null ? places : places - 1;
        }

        void succeeded(ServiceConnection connection) {
            coming.remove(this);
            if (version == null) {
                mayShare = connection.isShared();
            }
            if (first == null) {
                offer(connection);
            } else {
                first.taken(begun(connection));
            }
            serveLine();
        }

        /**
         * Others fail with it only when they would wait in vain: for them there was room on this and is none on
         * anything else.
         */
        void failed(Throwable failure) {
            coming.remove(this);
            boolean alone = standing.stream().noneMatch(ServiceConnection::mayCarryMore);
            int lost = alone ? Math.min(placesForOthers(), line.size() - placesComing()) : 0;
            if (first != null) {
                first.notTaken(failure);
            }
            for (; lost > 0; lost--) {
                Taker next = line.next();
                if (next != null) {
                    next.notTaken(failure);
                }
            }
            if (alone) {
                serveLine();
            }
        }
    }
}
