package dev.usher.session;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.RemovalCause;
import com.github.benmanes.caffeine.cache.Scheduler;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.usher.config.SessionSettings;
import dev.usher.session.Caller.Reason;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * What is believed about tokens, and for how long; the one structure that event loops share. Sessions, refusals (kept
 * apart, so that a flood of bad tokens evicts no session), and the ends of sessions, all bounded.
 *
 * <p>An end is set before its session is removed, and a session is only ever put under the lock of its key after
 * looking for an end: a validation that was in flight when its session ended cannot put it back.
 */
final class SessionCache {

    private static final double JITTER = 0.1;

    /** A tombstone is far smaller than a session, and forgetting one matters more. */
    private static final int ENDS_PER_ENTRY = 4;

    private final Cache<TokenHash, Entry> sessions;
    private final Cache<TokenHash, Reason> refusals;
    private final Ends ends;
    private final Endings endings;
    private final SessionSettings settings;
    private final long idleNanos;
    private final long maxAgeMillis;
    private final Ticker ticker;
    private final InstantSource clock;

    public SessionCache(SessionSettings settings, Endings endings, Ticker ticker, InstantSource clock) {
        this.settings = settings;
        this.endings = endings;
        this.idleNanos = settings.idle().toNanos();
        this.maxAgeMillis = settings.maxAge().toMillis();
        this.ticker = ticker;
        this.clock = clock;
        this.sessions = builder(settings, ticker)
                .expireAfter(Expiry.creating((TokenHash hash, Entry entry) -> remainingAge(entry.session)))
                .scheduler(Scheduler.systemScheduler())
                .removalListener(this::removed)
                .build();
        this.refusals = builder(settings, ticker)
                .expireAfterWrite(settings.negativeTtl())
                .build();
        this.ends = new Ends(settings.maxAge(), ENDS_PER_ENTRY * settings.maxEntries(), ticker);
    }

    /** Nobody may ask for a session that is too old, and yet its streams must hear of its end. */
    private void removed(@Nullable TokenHash hash, @Nullable Entry entry, RemovalCause cause) {
        if (cause == RemovalCause.EXPIRED && entry != null) {
            ended(entry.session, Ending.Cause.TOO_OLD);
        }
    }

    private static Caffeine<Object, Object> builder(SessionSettings settings, Ticker ticker) {
        return Caffeine.newBuilder().ticker(ticker).executor(Runnable::run).maximumSize(settings.maxEntries());
    }

    /** What is believed of a token right now. */
    sealed interface Belief {
        /** It counts; no need to ask. */
        record Fresh(Caller.Known caller) implements Belief {}

        /** Whose it is is known, but not whether it still counts. */
        record Stale(Binding binding) implements Belief {}

        record Refused(Reason reason) implements Belief {}

        record Nothing() implements Belief {
            static final Nothing INSTANCE = new Nothing();
        }
    }

    Belief find(TokenHash hash) {
        Entry entry = sessions.getIfPresent(hash);
        if (entry == null) {
            return ends.contains(hash) ? new Belief.Refused(Reason.INVALID) : refusal(hash);
        }
        long now = ticker.read();
        if (clock.millis() >= entry.endsAtMillis) {
            return ended(entry.session, Ending.Cause.TOO_OLD);
        }
        if (entry.isIdle(now, idleNanos)) {
            return ended(entry.session, Ending.Cause.IDLE);
        }
        entry.lastUsedNanos = now;
        return now - entry.freshUntilNanos < 0 ? entry.fresh : new Belief.Stale(entry.session.binding());
    }

    private Belief ended(Session session, Ending.Cause cause) {
        end(new Ending(session.hash(), session.userId(), cause));
        return new Belief.Refused(Reason.INVALID);
    }

    private Belief refusal(TokenHash hash) {
        Reason reason = refusals.getIfPresent(hash);
        return reason == null ? Belief.Nothing.INSTANCE : new Belief.Refused(reason);
    }

    /** Remembers a session that was just found valid; false: it has ended in the meantime and is not put back. */
    boolean believe(Session session) {
        return put(session, jittered(settings.ttl()));
    }

    /** Remembers whose token it is, but not that it is valid. */
    boolean remember(Session session) {
        return put(session, 0);
    }

    private boolean put(Session session, long freshNanos) {
        TokenHash hash = session.hash();
        long now = ticker.read();
        Entry put = sessions.asMap().compute(hash, (key, old) -> {
            boolean ended = ends.contains(hash) || refusals.getIfPresent(hash) != null;
            return ended ? null : new Entry(session, now + freshNanos, now, endsAtMillis(session.binding()));
        });
        return put != null;
    }

    /** Remembers for a short while that a token does not count whose session nobody knew. */
    void refuse(TokenHash hash, Reason reason) {
        refusals.put(hash, reason);
        sessions.invalidate(hash);
    }

    /** The same for a session: it may be asked about again, but nobody takes the answer of before for granted. */
    void refuse(Ending ending) {
        refuse(ending.token(), Reason.INVALID);
        endings.announce(ending);
    }

    /** Ends a session for good, on this gateway. */
    void end(Ending ending) {
        ends.add(ending.token());
        sessions.invalidate(ending.token());
        endings.announce(ending);
    }

    boolean hasEnded(TokenHash hash) {
        return ends.contains(hash);
    }

    /** Whose token it is, without using the session. */
    @Nullable
    Binding binding(TokenHash hash) {
        Entry entry = sessions.getIfPresent(hash);
        return entry == null ? null : entry.session.binding();
    }

    boolean isTooOld(Binding binding) {
        return clock.millis() >= endsAtMillis(binding);
    }

    long nowMillis() {
        return clock.millis();
    }

    /** How many sessions are held, about. */
    public long size() {
        return sessions.estimatedSize();
    }

    private Duration remainingAge(Session session) {
        return remainingAge(session.binding());
    }

    private Duration remainingAge(Binding binding) {
        return Duration.ofMillis(Math.max(0, endsAtMillis(binding) - clock.millis()));
    }

    private long endsAtMillis(Binding binding) {
        return binding.createdAtMillis() + maxAgeMillis;
    }

    private static long jittered(Duration ttl) {
        double factor = 1 + ThreadLocalRandom.current().nextDouble(-JITTER, JITTER);
        return (long) (ttl.toNanos() * factor);
    }

    private static final class Entry {
        private final Session session;
        private final Belief.Fresh fresh;
        private final long freshUntilNanos;
        private final long endsAtMillis;
        private volatile long lastUsedNanos;

        Entry(Session session, long freshUntilNanos, long lastUsedNanos, long endsAtMillis) {
            this.session = session;
            this.fresh = new Belief.Fresh(new Caller.Known(session));
            this.freshUntilNanos = freshUntilNanos;
            this.lastUsedNanos = lastUsedNanos;
            this.endsAtMillis = endsAtMillis;
        }

        boolean isIdle(long now, long idleNanos) {
            return now - lastUsedNanos > idleNanos;
        }
    }
}
