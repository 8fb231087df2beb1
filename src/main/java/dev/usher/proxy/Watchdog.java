package dev.usher.proxy;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Barks when nothing has happened for as long as a phase may be silent. Touching it costs a clock reading, not a timer:
 * a timer that fires early is set again for the rest. Belongs to one event loop.
 */
final class Watchdog {

    private static final long NONE = -1;

    private final Vertx vertx;
    private final Runnable bark;
    private long timer = NONE;
    private long limitNanos;
    private long lastSignNanos;
    private long firesAtNanos;

    Watchdog(Vertx vertx, Runnable bark) {
        this.vertx = vertx;
        this.bark = bark;
    }

    /** Begins a phase with its own limit, longer or shorter than the last one's. */
    void watch(Duration limit) {
        limitNanos = limit.toNanos();
        touch();
        boolean firesInTime = timer != NONE && firesAtNanos - lastSignNanos <= limitNanos;
        if (!firesInTime) {
            stop();
            setTimer(limitNanos);
        }
    }

    void touch() {
        lastSignNanos = System.nanoTime();
    }

    void stop() {
        if (timer != NONE) {
            vertx.cancelTimer(timer);
            timer = NONE;
        }
    }

    private void setTimer(long nanos) {
        firesAtNanos = System.nanoTime() + nanos;
        timer = vertx.setTimer(Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos)), fired -> {
            timer = NONE;
            long remaining = lastSignNanos + limitNanos - System.nanoTime();
            if (remaining > TimeUnit.MILLISECONDS.toNanos(1)) {
                setTimer(remaining);
            } else {
                bark.run();
            }
        });
    }
}
