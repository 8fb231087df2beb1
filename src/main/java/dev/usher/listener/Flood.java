package dev.usher.listener;

import java.time.Duration;

/** Counts what is in order now and then; too many in too short a time are a flood. Belongs to one connection. */
final class Flood {

    private final int most;
    private final long calmNanos;
    private int count;
    private long sinceNanos = System.nanoTime();

    Flood(int most, Duration calm) {
        this.most = most;
        this.calmNanos = calm.toNanos();
    }

    /** One more; whether that is one too many. */
    boolean grows() {
        return grows(1);
    }

    /** So many more; whether they are too many. */
    boolean grows(int more) {
        count += more;
        if (count <= most) {
            return false;
        }
        long now = System.nanoTime();
        boolean over = now - sinceNanos < calmNanos;
        sinceNanos = now;
        count = 0;
        return over;
    }
}
