package dev.usher.store;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * How long to wait before the next attempt: twice as long each time, up to a limit. A random part, up to half, is left
 * off, so that replicas that lost Redis together do not come back together.
 */
final class Backoff {

    static final Duration SHORTEST = Duration.ofMillis(100);
    static final Duration LONGEST = Duration.ofSeconds(2);

    private static final int DOUBLINGS = 5;

    private final DoubleSupplier random;
    private int failures;

    /** @param random from 0 to 1 */
    Backoff(DoubleSupplier random) {
        this.random = random;
    }

    long nextMillis() {
        long whole = Math.min(SHORTEST.toMillis() << failures, LONGEST.toMillis());
        failures = Math.min(failures + 1, DOUBLINGS);
        return whole - (long) (whole * random.getAsDouble() / 2);
    }

    void reset() {
        failures = 0;
    }
}
