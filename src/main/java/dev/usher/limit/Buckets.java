package dev.usher.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.usher.config.Rate;
import io.github.bucket4j.Bucket;

/**
 * One token bucket for each key, all of the same rate: as many at once as the rate says, and refilled evenly. A bucket
 * that was not touched for its period is full again, so forgetting it changes nothing; there are at most
 * {@value #MOST_KEYS}, and the least used go first. Safe from every thread.
 */
public final class Buckets {

    private static final int MOST_KEYS = 100_000;

    private final FullBuckets buckets;
    private final Cache<Object, Bucket> byKey;

    public Buckets(Rate rate, Ticker ticker) {
        this.buckets = new FullBuckets(rate, ticker);
        this.byKey = Caffeine.newBuilder()
                .ticker(ticker)
                .executor(Runnable::run)
                .maximumSize(MOST_KEYS)
                .expireAfterAccess(rate.period())
                .build();
    }

    /**
     * Tries to take one token.
     *
     * @param key with {@code equals}; what a client can choose must be short
     */
    public Taken take(Object key) {
        return Taken.from(byKey.get(key, absent -> buckets.next()));
    }

    /** The last token that was taken shall not count. */
    void giveBack(Object key) {
        Bucket bucket = byKey.getIfPresent(key);
        if (bucket != null) {
            bucket.addTokens(1);
        }
    }
}
