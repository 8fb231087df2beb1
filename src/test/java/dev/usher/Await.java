package dev.usher;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what happens on another thread, no longer than it takes. */
final class Await {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private Await() {}

    static void until(BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("it did not come true within " + PATIENCE);
            }
            LockSupport.parkNanos(2_000_000);
        }
    }
}
