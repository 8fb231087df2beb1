package dev.usher.session;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.usher.config.SessionSettings;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tombstones of sessions that have ended, each kept for at least as long as its token could be shown again. No
 * cache: a cache may refuse the newest entry to keep the popular ones, and the newest logout is the one that matters.
 * Two generations, of which the older is forgotten when the younger is old enough, or full. Safe from every thread.
 */
final class Ends {

    private static final Logger LOG = LoggerFactory.getLogger(Ends.class);

    /** A tombstone is far smaller than a session, and forgetting one matters more. */
    private static final int PER_SESSION = 4;

    private final long keepNanos;
    private final int maxPerGeneration;
    private final Ticker ticker;
    private volatile Generations generations;

    private record Generations(Set<TokenHash> younger, Set<TokenHash> older, long sinceNanos) {}

    /**
     * Makes room for {@code 2 * maxPerGeneration} tombstones of about 100 bytes.
     *
     * @param keep how long an end must not be forgotten
     */
    Ends(Duration keep, int maxPerGeneration, Ticker ticker) {
        this.keepNanos = keep.toNanos();
        this.maxPerGeneration = maxPerGeneration;
        this.ticker = ticker;
        this.generations = new Generations(ConcurrentHashMap.newKeySet(), Set.of(), ticker.read());
    }

    /** How many tombstones there may be. */
    static int most(SessionSettings settings) {
        return (int) Math.min(Integer.MAX_VALUE, PER_SESSION * (long) settings.maxEntries());
    }

    void add(TokenHash hash) {
        turnOver();
        generations.younger.add(hash);
    }

    boolean contains(TokenHash hash) {
        Generations now = generations;
        return now.younger.contains(hash) || now.older.contains(hash);
    }

    private synchronized void turnOver() {
        long now = ticker.read();
        boolean old = now - generations.sinceNanos >= keepNanos;
        boolean full = generations.younger.size() >= maxPerGeneration;
        if (full && !old && !generations.older.isEmpty()) {
            LOG.warn(
                    "more than {} sessions ended within {} h: the oldest ends are forgotten before their tokens",
                    maxPerGeneration,
                    Duration.ofNanos(keepNanos).toHours());
        }
        if (old || full) {
            generations = new Generations(ConcurrentHashMap.newKeySet(), generations.younger, now);
        }
    }
}
