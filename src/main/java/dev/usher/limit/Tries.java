package dev.usher.limit;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.usher.config.Rate;
import io.github.bucket4j.Bucket;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A token bucket for each key that was tried; a key without one has a full bucket. A flood of new keys must not wash
 * away what is known of those under attack, so keys that were tried once and those that were tried more often are kept
 * apart, {@value #MOST} of each at most; of too many the longest untouched go. Safe from every thread; the lock is held
 * for a few steps.
 */
final class Tries {

    static final int MOST = 25_000;

    private final FullBuckets buckets;
    private final long capacity;
    private final Map<Object, Bucket> once = new LinkedHashMap<>();
    private final Map<Object, Bucket> often = new LinkedHashMap<>();

    Tries(Rate rate, Ticker ticker) {
        this.buckets = new FullBuckets(rate, ticker);
        this.capacity = rate.count();
    }

    synchronized Taken take(Object key) {
        Bucket known = remove(key);
        Bucket bucket = known == null ? buckets.next() : known;
        Taken taken = Taken.from(bucket);
        put(!taken.granted() || taken.remaining() < capacity - 1 ? often : once, key, bucket);
        return taken;
    }

    /** The last try shall not count. */
    synchronized void giveBack(Object key) {
        Bucket bucket = remove(key);
        if (bucket != null) {
            bucket.addTokens(1);
            put(bucket.getAvailableTokens() < capacity - 1 ? often : once, key, bucket);
        }
    }

    /** No try so far shall count. */
    synchronized void forget(Object key) {
        remove(key);
    }

    synchronized int size() {
        return once.size() + often.size();
    }

    private @Nullable Bucket remove(Object key) {
        Bucket bucket = often.remove(key);
        return bucket == null ? once.remove(key) : bucket;
    }

    /** Puts a key last, and drops those at the front that are full again or too many. */
    private void put(Map<Object, Bucket> kept, Object key, Bucket bucket) {
        kept.put(key, bucket);
        Iterator<Bucket> longestUntouched = kept.values().iterator();
        while (longestUntouched.hasNext()
                && (longestUntouched.next().getAvailableTokens() >= capacity || kept.size() > MOST)) {
            longestUntouched.remove();
        }
    }
}
