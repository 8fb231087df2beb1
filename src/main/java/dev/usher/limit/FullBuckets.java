package dev.usher.limit;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.usher.config.Rate;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;

/** Makes token buckets of one rate: as many at once as the rate says, and refilled evenly. Safe from every thread. */
record FullBuckets(Rate rate, Ticker ticker) implements TimeMeter {

    Bucket next() {
        return Bucket.builder()
                .withCustomTimePrecision(this)
                .addLimit(limit -> limit.capacity(rate.count()).refillGreedy(rate.count(), rate.period()))
                .build();
    }

    @Override
    public long currentTimeNanos() {
        return ticker.read();
    }

    @Override
    public boolean isWallClockBased() {
        return false;
    }
}
