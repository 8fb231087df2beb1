package dev.usher.session;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.RemovalCause;
import com.github.benmanes.caffeine.cache.Scheduler;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.usher.config.Freshness;
import dev.usher.config.SessionSettings;
import dev.usher.http.AddressGroup;
import dev.usher.session.BeliefPolicy.Worth;
import dev.usher.session.SingleFlight.Flight;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is believed about tokens; the one structure that event loops share. Sessions, refusals (kept apart, so that a
 * flood of bad tokens evicts no session) and ends of sessions, all bounded. {@link BeliefPolicy} says for how long.
 *
 * <p>An end is set before its session is removed, and a session is only ever put under the lock of its key after
 * looking for an end: a validation that was in flight when its session ended cannot put it back. A refusal may be
 * forgotten while one is in flight, and is therefore told to the flight as well.
 */
final class SessionCache {

    private final Cache<TokenHash, CachedSession> sessions;
    private final Cache<TokenHash, Caller.Refused> refusals;
    private final Ends ends;
    private final SingleFlight flights;
    private final Cutoffs cutoffs;
    private final Endings endings;
    private final BeliefPolicy policy;
    private final boolean isShared;
    private final Ticker ticker;
    private final InstantSource clock;

    SessionCache(
            SessionSettings settings,
            BeliefPolicy policy,
            SingleFlight flights,
            Endings endings,
            Ticker ticker,
            InstantSource clock) {
        this.policy = policy;
        this.isShared = settings.store() != null;
        this.flights = flights;
        this.endings = endings;
        this.ticker = ticker;
        this.clock = clock;
        this.sessions = builder(settings, ticker)
                .expireAfter(Expiry.creating((TokenHash hash, CachedSession known) -> known.left(clock.millis())))
                .scheduler(Scheduler.systemScheduler())
                .removalListener(this::removed)
                .build();
        this.refusals = builder(settings, ticker)
                .expireAfter(Expiry.writing(
                        (TokenHash hash, Caller.Refused refused) -> Duration.ofNanos(policy.refusalNanos())))
                .build();
        this.ends = new Ends(settings.maxAge(), Ends.most(settings), ticker);
        this.cutoffs = new Cutoffs(settings.maxEntries(), settings.maxAge(), clock);
    }

    /** Nobody may ask for a session that is too old, and yet its streams must hear of its end. */
    private void removed(@Nullable TokenHash hash, @Nullable CachedSession known, RemovalCause cause) {
        if (cause == RemovalCause.EXPIRED && known != null) {
            ended(known.session(), Ending.Cause.TOO_OLD);
        }
    }

    private static Caffeine<Object, Object> builder(SessionSettings settings, Ticker ticker) {
        return Caffeine.newBuilder().ticker(ticker).executor(Runnable::run).maximumSize(settings.maxEntries());
    }

    /** Uses a session, if there is one, in the name of nobody who sent a request. */
    Belief find(TokenHash hash, Freshness wanted) {
        return find(hash, wanted, null);
    }

    /**
     * Uses a session, if there is one.
     *
     * @param address of whoever sent the request; absent: there is none
     */
    Belief find(TokenHash hash, Freshness wanted, @Nullable String address) {
        CachedSession known = sessions.getIfPresent(hash);
        if (known == null) {
            Caller.Refused refused = refusal(hash);
            return refused == null ? Belief.Nothing.INSTANCE : new Belief.Refused(refused);
        }
        if (clock.millis() >= known.endsAtMillis()) {
            return ended(known.session(), Ending.Cause.TOO_OLD);
        }
        if (address != null) {
            known.usedFrom(address);
        }
        long now = ticker.read();
        if (policy.isIdle(known.unusedNanos(now))) {
            return isShared ? new Belief.Idle(known.session()) : ended(known.session(), Ending.Cause.IDLE);
        }
        return known.use(now, wanted);
    }

    /** Says who sent the request that a session was asked about for. */
    void usedFrom(TokenHash hash, String address) {
        CachedSession known = sessions.getIfPresent(hash);
        if (known != null) {
            known.usedFrom(address);
        }
    }

    /** From where a session was used last, as far as anybody knows. */
    AddressGroup lastAddress(TokenHash hash) {
        CachedSession known = sessions.getIfPresent(hash);
        String address = known == null ? null : known.lastAddress();
        return address == null ? AddressGroup.UNKNOWN : AddressGroup.of(address);
    }

    private Belief ended(Session session, Ending.Cause cause) {
        end(new Ending(session.hash(), session.userId(), cause));
        return new Belief.Refused(new Caller.Refused(cause));
    }

    /** Why a token does not count; absent: nothing is known against it. */
    Caller.@Nullable Refused refusal(TokenHash hash) {
        Ending.Cause ended = ends.of(hash);
        return ended == null ? refusals.getIfPresent(hash) : new Caller.Refused(ended);
    }

    /** What need not be asked about a token; without using its session. Absent: asking is the only way. */
    @Nullable
    Caller ifCertain(TokenHash hash) {
        CachedSession known = sessions.getIfPresent(hash);
        return known == null ? refusal(hash) : known.ifFresh(ticker.read());
    }

    /** What stands in for an answer that cannot be had; absent: nothing does. */
    @Nullable
    Session stale(TokenHash hash) {
        CachedSession known = sessions.getIfPresent(hash);
        return known == null ? null : known.stale(ticker.read());
    }

    /** Asking about a token has failed; it is not asked about again for a moment. */
    void pause(TokenHash hash) {
        CachedSession known = sessions.getIfPresent(hash);
        if (known != null) {
            known.pauseUntil(ticker.read() + policy.pauseNanos());
        }
    }

    /** Remembers a session that has just begun; false: its token has ended before. */
    boolean believe(Session session) {
        return put(session, policy.ofAnswer(), null);
    }

    /** Remembers a session that was just found valid; false: it has ended in the meantime and is not put back. */
    boolean believe(Session session, Flight asked) {
        return put(session, policy.ofAnswer(), asked);
    }

    /** Remembers whose token it is, but not that it is valid. */
    boolean remember(Session session) {
        return put(session, Worth.NOTHING, null);
    }

    private boolean put(Session session, Worth worth, @Nullable Flight asked) {
        CachedSession known = new CachedSession(session, worth, policy.endsAtMillis(session.binding()), ticker.read());
        CachedSession put = sessions.asMap().compute(session.hash(), (hash, old) -> {
            if (refusal(hash) != null || asked != null && asked.isOvertaken()) {
                return null;
            }
            if (asked != null && asked.isDoubted()) {
                // what is known by now is younger than the answer
                return old == null ? known.doubted(session) : old;
            }
            if (old != null) {
                known.usedFrom(old.lastAddress());
            }
            return known;
        });
        // only now: what is cut off after this look finds the session in its place
        if (put != null && cutoffs.cover(session.binding())) {
            ended(session, Ending.Cause.REVOKED);
            return false;
        }
        return put != null;
    }

    /** Remembers for a short while that a token does not count whose session nobody knew. */
    void refuse(TokenHash hash, Caller.Refused refused) {
        flights.overtake(hash);
        refusals.put(hash, refused);
        sessions.invalidate(hash);
    }

    /** The same for a session: it may be asked about again, but nobody takes the answer of before for granted. */
    void refuse(Ending ending) {
        refuse(ending.token(), new Caller.Refused(ending.cause()));
        endings.announce(ending);
    }

    /** Ends a session for good, on this gateway. */
    void end(Ending ending) {
        ends.add(ending.token(), ending.cause());
        sessions.invalidate(ending.token());
        endings.announce(ending);
    }

    /** The same for a token that may have ended before, or be unknown; gives how many sessions that were. */
    int endIfNew(TokenHash hash, Ending.Cause cause) {
        if (hasEnded(hash)) {
            return 0;
        }
        Binding known = binding(hash);
        end(new Ending(hash, known == null ? null : known.userId(), cause));
        return known == null ? 0 : 1;
    }

    /** Ends all sessions that have been cut off; gives how many. Takes milliseconds when there are many. */
    int endCovered(Ending.Cause cause) {
        List<CachedSession> covered = sessions()
                .filter(known -> cutoffs.cover(known.session().binding()))
                .toList();
        covered.forEach(known -> ended(known.session(), cause));
        return covered.size();
    }

    /** Has a session asked about again before it is used, as it is from now on; what is being asked is older. */
    void doubt(TokenHash token, UnaryOperator<Session> change) {
        flights.doubt(token);
        sessions.asMap().computeIfPresent(token, (hash, known) -> known.doubted(change.apply(known.session())));
    }

    Cutoffs cutoffs() {
        return cutoffs;
    }

    boolean hasEnded(TokenHash hash) {
        return ends.of(hash) != null;
    }

    /** Whose token it is, without using the session. */
    @Nullable
    Binding binding(TokenHash hash) {
        CachedSession known = sessions.getIfPresent(hash);
        return known == null ? null : known.session().binding();
    }

    /**
     * When whoever relies on a session for long must look at it again: when its answer is old, when it is too old
     * itself, and often enough to be in use. In nanoseconds from now.
     */
    long nextLookNanos(Session session) {
        CachedSession known = sessions.getIfPresent(session.hash());
        long fresh = known == null ? policy.ofAnswer().freshFor() : known.freshNanos(ticker.read());
        long left = TimeUnit.MILLISECONDS.toNanos(policy.endsAtMillis(session.binding()) - clock.millis());
        return Math.min(Math.min(fresh, left), policy.useWithinNanos());
    }

    /** How long the last answer about a session may still stand in for one that cannot be had, in nanoseconds. */
    long standsInNanos(Session session) {
        return policy.staleNanos() - (ticker.read() - session.askedNanos());
    }

    /** Why a session is over, whether it is in the cache or not; absent: nothing is known against it. */
    Ending.@Nullable Cause over(Binding binding) {
        if (clock.millis() >= policy.endsAtMillis(binding)) {
            return Ending.Cause.TOO_OLD;
        }
        return cutoffs.cover(binding) ? Ending.Cause.REVOKED : null;
    }

    long nowMillis() {
        return clock.millis();
    }

    long nowNanos() {
        return ticker.read();
    }

    /** All sessions, as they come. */
    Stream<CachedSession> sessions() {
        return sessions.asMap().values().stream();
    }

    /** How many sessions are held, about. */
    long size() {
        return sessions.estimatedSize();
    }
}
