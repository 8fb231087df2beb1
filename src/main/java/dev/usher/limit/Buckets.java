package dev.usher.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.usher.config.Rate;
import dev.usher.http.GatewayFailure;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;

/**
 * One token bucket for each key, all of the same rate: as many at once as the rate says, and refilled evenly. A bucket
 * that was not touched for its period is full again, so forgetting it changes nothing; there are at most
 * {@value #MOST_KEYS}, and the least used go first. Safe from every thread.
 */
public final class Buckets {

    private static final int MOST_KEYS = 100_000;

    private final Rate rate;
    private final TimeMeter time;
    private final Cache<Object, Bucket> byKey;

    public Buckets(Rate rate, Ticker ticker) {
        this.rate = rate;
        this.time = new Ticking(ticker);
        this.byKey = Caffeine.newBuilder()
                .ticker(ticker)
                .executor(Runnable::run)
                .maximumSize(MOST_KEYS)
                .expireAfterAccess(rate.period())
                .build();
    }

    /**
     * What became of one try.
     *
     * @param remaining how many more would be granted now
     * @param retry until one more is granted, zero when this one was
     * @param full until the bucket is as full as can be
     */
    public record Taken(boolean granted, long remaining, Duration retry, Duration full) {

        /** What to tell whoever was not granted one. */
        public GatewayFailure.RateLimited refusal() {
            return new GatewayFailure.RateLimited(Duration.ofSeconds(seconds(retry)));
        }

        /** Rounded up: who comes back at that second must not come too early. */
        static long seconds(Duration time) {
            return time.plusNanos(999_999_999).toSeconds();
        }
    }

    /**
     * Tries to take one token.
     *
     * @param key with {@code equals}; what a client can choose must be short
     */
    public Taken take(Object key) {
        ConsumptionProbe probe = byKey.get(key, k -> bucket()).tryConsumeAndReturnRemaining(1);
        return new Taken(
                probe.isConsumed(),
                probe.getRemainingTokens(),
                Duration.ofNanos(probe.getNanosToWaitForRefill()),
                Duration.ofNanos(probe.getNanosToWaitForReset()));
    }

    private Bucket bucket() {
        return Bucket.builder()
                .withCustomTimePrecision(time)
                .addLimit(limit -> limit.capacity(rate.count()).refillGreedy(rate.count(), rate.period()))
                .build();
    }

    private record Ticking(Ticker ticker) implements TimeMeter {

        @Override
        public long currentTimeNanos() {
            return ticker.read();
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }
    }
}
