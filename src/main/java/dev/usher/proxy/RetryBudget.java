package dev.usher.proxy;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How many requests may be tried again: a fifth of the recent ones, and a few in any case, so that a service that fails
 * does not get twice the load for it. One instance per event loop and route.
 */
final class RetryBudget {

    /** Requests that pay for a retry. */
    static final int PRICE = 5;

    static final int FREE_PER_SECOND = 10;

    /** What a quiet time can save up, in retries. */
    static final int MOST_SAVED = 100;

    private final LongSupplier ticker;
    private int credit = FREE_PER_SECOND * PRICE;
    private long paidUntilNanos;

    /** @param ticker nanoseconds, as {@link System#nanoTime} */
    RetryBudget(LongSupplier ticker) {
        this.ticker = ticker;
        this.paidUntilNanos = ticker.getAsLong();
    }

    /** A request comes that was not here before. */
    void earn() {
        if (credit < MOST_SAVED * PRICE) {
            credit++;
        }
    }

    /** Whether there is enough for one more retry, which is then paid. */
    boolean spend() {
        allowance();
        if (credit < PRICE) {
            return false;
        }
        credit -= PRICE;
        return true;
    }

    private void allowance() {
        long passed = TimeUnit.NANOSECONDS.toSeconds(ticker.getAsLong() - paidUntilNanos);
        if (passed > 0) {
            paidUntilNanos += TimeUnit.SECONDS.toNanos(passed);
            int free = FREE_PER_SECOND * PRICE;
            credit = Math.max(credit, Math.min(free, credit + free));
        }
    }
}
