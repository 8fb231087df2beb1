package dev.usher.session;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.usher.config.SessionSettings;
import dev.usher.session.Ending.Cause;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tombstones of sessions that have ended, with what ended them, each kept for at least as long as its token could
 * be shown again. No cache: a cache may refuse the newest entry to keep the popular ones, and the newest logout is the
 * one that matters. Two generations, of which the older is forgotten when the younger is old enough, or full. Safe from
 * every thread.
 */
final class Ends {

    private static final Logger LOG = LoggerFactory.getLogger(Ends.class);

    /** A tombstone is far smaller than a session, and forgetting one matters more. */
    private static final int PER_SESSION = 4;

    private final long keepNanos;
    private final int maxPerGeneration;
    private final Ticker ticker;
    private volatile Generations generations;

    private record Generations(Map<TokenHash, Cause> younger, Map<TokenHash, Cause> older, long sinceNanos) {}

    /**
     * Makes room for {@code 2 * maxPerGeneration} tombstones of about 100 bytes.
     *
     * @param keep how long an end must not be forgotten
     */
    Ends(Duration keep, int maxPerGeneration, Ticker ticker) {
        this.keepNanos = keep.toNanos();
        this.maxPerGeneration = maxPerGeneration;
        this.ticker = ticker;
        this.generations = new Generations(new ConcurrentHashMap<>(), Map.of(), ticker.read());
    }

    /** How many tombstones there may be. */
    static int most(SessionSettings settings) {
        return (int) Math.min(Integer.MAX_VALUE, PER_SESSION * (long) settings.maxEntries());
    }

    void add(TokenHash hash, Cause cause) {
        turnOver();
        generations.younger.put(hash, cause);
    }

    /** What ended the session of a token; absent: nothing has, or it was forgotten. */
    @Nullable
    Cause of(TokenHash hash) {
        Generations now = generations;
        Cause cause = now.younger.get(hash);
        return cause == null ? now.older.get(hash) : cause;
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
            generations = new Generations(new ConcurrentHashMap<>(), generations.younger, now);
        }
    }
}
