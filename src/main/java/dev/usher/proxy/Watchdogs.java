package dev.usher.proxy;

import io.vertx.core.Vertx;
import org.jspecify.annotations.Nullable;

/**
 * All watchdogs of one event loop, looked at by one timer: a timer for each request would cost more than the watching.
 * Limits are kept to within twice {@value #TICK_MILLIS} ms. The timer runs only while somebody is watched.
 */
final class Watchdogs {

    private static final long TICK_MILLIS = 50;
    private static final long NONE = -1;

    private final Vertx vertx;
    private @Nullable Watchdog first;

    /** The next to be looked at; a field, since whoever barks may take its neighbour along. */
    private @Nullable Watchdog following;

    private long timer = NONE;

    Watchdogs(Vertx vertx) {
        this.vertx = vertx;
    }

    void join(Watchdog dog) {
        dog.next = first;
        if (first != null) {
            first.previous = dog;
        }
        first = dog;
        if (timer == NONE) {
            timer = vertx.setPeriodic(TICK_MILLIS, tick -> checkAll());
        }
    }

    void leave(Watchdog dog) {
        if (dog == following) {
            following = dog.next;
        }
        if (dog.previous != null) {
            dog.previous.next = dog.next;
        } else {
            first = dog.next;
        }
        if (dog.next != null) {
            dog.next.previous = dog.previous;
        }
        dog.previous = null;
        dog.next = null;
    }

    private void checkAll() {
        if (first == null) {
            vertx.cancelTimer(timer);
            timer = NONE;
            return;
        }
        long now = System.nanoTime();
        for (Watchdog dog = first; dog != null; dog = following) {
            following = dog.next;
            dog.check(now);
        }
    }
}
