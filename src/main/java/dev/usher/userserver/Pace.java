package dev.usher.userserver;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * Never more than so many in any second: it remembers when each of the last ones was. A token bucket would let twice as
 * many pass in the second after a quiet one. Not safe from several threads.
 */
final class Pace {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final long[] times;
    private int oldest;

    Pace(int perSecond, long nowNanos) {
        this.times = new long[perSecond];
        Arrays.fill(times, nowNanos - SECOND);
    }

    boolean allows(long nowNanos) {
        return nowNanos - times[oldest] >= SECOND;
    }

    void count(long nowNanos) {
        times[oldest] = nowNanos;
        oldest = (oldest + 1) % times.length;
    }
}
