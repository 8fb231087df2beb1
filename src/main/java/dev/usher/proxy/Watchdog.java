package dev.usher.proxy;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Barks when nothing has happened for as long as a phase may be silent. Belongs to one relay. */
final class Watchdog {

    private final Watchdogs pack;
    private final Runnable bark;
    private long limitNanos;
    private long silentSinceNanos;
    private boolean sign;
    private boolean watching;

    /** The neighbours in the pack's list, which is threaded through its members so that joining allocates nothing. */
    @Nullable
    Watchdog previous;

    @Nullable
    Watchdog next;

    Watchdog(Watchdogs pack, Runnable bark) {
        this.pack = pack;
        this.bark = bark;
    }

    /** Begins a phase with its own limit, longer or shorter than the last one's. */
    void watch(Duration limit) {
        limitNanos = limit.toNanos();
        touch();
        if (!watching) {
            watching = true;
            pack.join(this);
        }
    }

    /** Happens with each chunk, and therefore reads no clock: the next look does. */
    void touch() {
        sign = true;
    }

    void stop() {
        if (watching) {
            watching = false;
            pack.leave(this);
        }
    }

    void check(long nowNanos) {
        if (sign) {
            sign = false;
            silentSinceNanos = nowNanos;
            return;
        }
        // another dog of the same relay may just have ended it
        if (watching && nowNanos - silentSinceNanos >= limitNanos) {
            stop();
            bark.run();
        }
    }
}
