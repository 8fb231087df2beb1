package dev.usher.session;

import dev.usher.config.Freshness;
import dev.usher.session.BeliefPolicy.Worth;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A session with what the last answer about it is worth, and what has happened to it since. There are many, and they
 * live for long: it holds what each request needs, and makes what one in a while does. Safe from every thread.
 */
final class CachedSession {

    private final Session session;
    private final Worth worth;
    private final long endsAtMillis;
    private final Belief.Fresh fresh;
    private volatile boolean refreshed;
    private volatile long usedNanos;
    private volatile long pausedUntilNanos;

    /** For operators to look at: whoever reads it may see an older one. */
    private @Nullable String lastAddress;

    CachedSession(Session session, Worth worth, long endsAtMillis, long nowNanos) {
        this.session = session;
        this.worth = worth;
        this.endsAtMillis = endsAtMillis;
        this.fresh = new Belief.Fresh(new Caller.Known(session));
        this.usedNanos = nowNanos;
        this.pausedUntilNanos = nowNanos;
    }

    Session session() {
        return session;
    }

    long endsAtMillis() {
        return endsAtMillis;
    }

    /** How long it is until its hard end. */
    Duration left(long nowMillis) {
        return Duration.ofMillis(Math.max(0, endsAtMillis - nowMillis));
    }

    long unusedNanos(long now) {
        return now - usedNanos;
    }

    /** Whoever sent the last request with it; absent: nobody has yet. */
    @Nullable
    String lastAddress() {
        return lastAddress;
    }

    void usedFrom(@Nullable String address) {
        lastAddress = address;
    }

    /** The same with what is known of it now, to be asked about again. */
    CachedSession doubted(Session now) {
        CachedSession same = new CachedSession(now, worth.inDoubt(), endsAtMillis, usedNanos);
        same.lastAddress = lastAddress;
        return same;
    }

    /** Uses the session. */
    Belief use(long now, Freshness wanted) {
        usedNanos = now;
        long age = age(now);
        if (worth.isFresh(age) && wanted.isMetBy(age)) {
            return worth.isDue(age) && isFirstToRefresh() ? new Belief.Due(fresh.caller()) : fresh;
        }
        Session stale = wanted.stale() && now - pausedUntilNanos < 0 ? stale(now) : null;
        return stale == null ? new Belief.Old(session) : new Belief.Stale(stale);
    }

    /** Who it is, if that needs no asking; without using the session. */
    Caller.@Nullable Known ifFresh(long now) {
        return worth.isFresh(age(now)) ? fresh.caller() : null;
    }

    /** How long it needs no asking yet, in nanoseconds; negative: not any more. */
    long freshNanos(long now) {
        return worth.freshFor() - age(now);
    }

    /** What stands in for an answer that cannot be had; absent: nothing does. */
    @Nullable
    Session stale(long now) {
        long age = age(now);
        return worth.mayStandIn(age) ? session.stale(Duration.ofNanos(age)) : null;
    }

    /** Nobody asks again before then. */
    void pauseUntil(long nanos) {
        pausedUntilNanos = nanos;
    }

    private long age(long now) {
        return now - session.askedNanos();
    }

    /** Once for each answer: a refresh that fails is not tried again before the answer is old. */
    private boolean isFirstToRefresh() {
        return !refreshed && isNowRefreshed();
    }

    private synchronized boolean isNowRefreshed() {
        boolean isFirst = !refreshed;
        refreshed = true;
        return isFirst;
    }
}
