package dev.usher.listener;

import dev.usher.http.GatewayFailure;
import dev.usher.observe.Metrics;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;

/**
 * Says no early when there is too much to do: what is answered 503 at once costs little, and keeps those in time who
 * were let in. Too much is as many requests as the loop may hold, or a loop that comes late to its timer again and
 * again. One instance per event loop, called on it.
 */
public final class Overload implements AutoCloseable {

    private static final long TICK_MILLIS = 100;
    private static final long LATE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final int TICKS_UNTIL_SHEDDING = 3;

    private final Vertx vertx;
    private final int most;
    private final Metrics metrics;
    private final long timer;
    private int inProgress;
    private long lastTickNanos = System.nanoTime();
    private int lateTicks;

    /** @param most requests in progress at once on this loop */
    public Overload(Vertx vertx, int most, Metrics metrics) {
        this.vertx = vertx;
        this.most = most;
        this.metrics = metrics;
        this.timer = vertx.setPeriodic(TICK_MILLIS, tick -> tick(System.nanoTime()));
    }

    /** A request came; whether or not it is let in, it is there until it has left. */
    void arrived() {
        inProgress++;
    }

    void left() {
        inProgress--;
    }

    /** @throws GatewayFailure.Overloaded when this request is one too many */
    void admit() {
        if (inProgress > most || lateTicks >= TICKS_UNTIL_SHEDDING) {
            metrics.refused("overload");
            throw new GatewayFailure.Overloaded();
        }
    }

    /** A pause of the collector is one late tick; a loop that cannot keep up has nothing else. */
    void tick(long nowNanos) {
        long late = nowNanos - lastTickNanos - TimeUnit.MILLISECONDS.toNanos(TICK_MILLIS);
        lastTickNanos = nowNanos;
        lateTicks = late > LATE_NANOS ? lateTicks + 1 : 0;
    }

    @Override
    public void close() {
        vertx.cancelTimer(timer);
    }
}
