package dev.usher.session;

import java.util.Arrays;

/** Calls by the minute in which they arrived, as a provider bills them. */
final class Meter {

    private static final int MINUTES = 25 * 60;

    private final SimulatedTime time;
    private final long[] byMinute = new long[MINUTES];

    Meter(SimulatedTime time) {
        this.time = time;
    }

    void count() {
        byMinute[(int) Math.min(time.sinceMidnight().toMinutes(), MINUTES - 1)]++;
    }

    long ofTheDay() {
        return Arrays.stream(byMinute).sum();
    }

    long peak() {
        return Arrays.stream(byMinute).max().orElse(0);
    }
}
