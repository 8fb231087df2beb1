package dev.usher.proxy;

import dev.usher.config.TargetSettings.Pool;
import dev.usher.observe.Metrics;
import io.vertx.core.Vertx;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map.Entry;
import java.util.SequencedMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Those who wait for a connection to one target, in the order in which they came. Bounded in number and in time.
 * Belongs to one event loop.
 */
final class Line {

    private final Vertx vertx;
    private final Pool limits;
    private final Metrics metrics;
    private final SequencedMap<Taker, Place> places = new LinkedHashMap<>();
    private boolean counting;

    private record Place(Duration connectLimit, long sinceNanos) {}

    Line(Vertx vertx, Pool limits, Metrics metrics) {
        this.vertx = vertx;
        this.limits = limits;
        this.metrics = metrics;
    }

    /** At its end; whoever is one too many is told so. */
    void join(Taker taker, Duration connectLimit) {
        if (places.size() >= limits.waiting()) {
            taker.notTaken(new ConnectionPoolTooBusyException(places.size() + " requests wait already"));
            return;
        }
        places.put(taker, new Place(connectLimit, System.nanoTime()));
        metrics.waiting(1);
        countDown();
    }

    /** Makes room for another; of somebody who is not in it: nothing. */
    void leave(Taker taker) {
        if (places.remove(taker) != null) {
            metrics.waiting(-1);
        }
    }

    /** Takes the first one out; absent: there is none. */
    @Nullable
    Taker next() {
        Entry<Taker, Place> first = places.pollFirstEntry();
        if (first == null) {
            return null;
        }
        metrics.waiting(-1);
        return first.getKey();
    }

    int size() {
        return places.size();
    }

    boolean isEmpty() {
        return places.isEmpty();
    }

    /** How long connecting may take for the first one; of nobody: no time. */
    Duration connectLimit() {
        return isEmpty() ? Duration.ZERO : places.firstEntry().getValue().connectLimit;
    }

    /** One timer for all: whoever came first has waited longest. */
    private void countDown() {
        if (!isEmpty() && !counting) {
            counting = true;
            vertx.setTimer(Math.max(1, TimeUnit.NANOSECONDS.toMillis(leftNanos()) + 1), due -> {
                counting = false;
                sendAway();
                countDown();
            });
        }
    }

    private void sendAway() {
        while (!isEmpty() && leftNanos() <= 0) {
            Taker late = next();
            if (late != null) {
                late.notTaken(new ConnectionPoolTooBusyException("waited for " + limits.longestWait()));
            }
        }
    }

    private long leftNanos() {
        long since = places.firstEntry().getValue().sinceNanos;
        return limits.longestWait().toNanos() - (System.nanoTime() - since);
    }
}
