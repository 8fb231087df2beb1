package dev.usher.session;

import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** The time of the simulation, as a ticker and as a clock; it passes from one event to the next. */
final class SimulatedTime implements Ticker, InstantSource {

    private static final Instant MIDNIGHT = Instant.parse("2026-01-05T00:00:00Z");

    private volatile long nanos;

    void passTo(long then) {
        nanos = then;
    }

    Duration sinceMidnight() {
        return Duration.ofNanos(nanos);
    }

    @Override
    public long read() {
        return nanos;
    }

    @Override
    public Instant instant() {
        return MIDNIGHT.plusNanos(nanos);
    }
}
