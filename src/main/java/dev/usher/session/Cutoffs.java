package dev.usher.session;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Until when sessions must have begun to be over, for some users and for everybody: what a revocation leaves behind, so
 * that it also counts for sessions that nobody here has heard of. Kept for as long as such a session can last. Safe
 * from every thread.
 */
final class Cutoffs {

    private static final Logger LOG = LoggerFactory.getLogger(Cutoffs.class);

    /** How far apart the clocks of two replicas may be: by any of them, a session began before it was revoked. */
    static final Duration SKEW = Duration.ofSeconds(2);

    private final Map<String, Long> users = new ConcurrentHashMap<>();
    private final int most;
    private final Duration keep;
    private final InstantSource clock;
    private final AtomicInteger changes = new AtomicInteger();
    private volatile long everybody = Long.MIN_VALUE;
    private volatile long latest = Long.MIN_VALUE;

    /**
     * @param most how many users are remembered
     * @param keep how long a session can last
     */
    Cutoffs(int most, Duration keep, InstantSource clock) {
        this.most = most;
        this.keep = keep;
        this.clock = clock;
    }

    /** False: that was known. */
    synchronized boolean add(String userId, long untilMillis) {
        if (untilMillis <= of(userId)) {
            return false;
        }
        if (users.size() >= most && !users.containsKey(userId)) {
            makeRoom();
        }
        users.put(userId, untilMillis);
        latest = Math.max(latest, untilMillis);
        changes.incrementAndGet();
        return true;
    }

    /** False: that was known. */
    synchronized boolean addForEverybody(long untilMillis) {
        if (untilMillis <= everybody) {
            return false;
        }
        everybody = untilMillis;
        latest = Math.max(latest, untilMillis);
        users.values().removeIf(until -> until <= untilMillis);
        changes.incrementAndGet();
        return true;
    }

    /** Another number than before: there is something new. */
    int changes() {
        return changes.get();
    }

    /** Whether a session has been revoked together with others. */
    boolean cover(Binding binding) {
        return binding.createdAtMillis() <= of(binding.userId());
    }

    /** Until when a user's sessions must have begun to be over when all are that there are now, on any replica. */
    long until(String userId) {
        return later(of(userId));
    }

    /** The same for the sessions of all users. */
    long untilForEverybody() {
        return later(latest);
    }

    /** Also later than what began right after the last time. */
    private long later(long last) {
        return Math.max(clock.millis() + SKEW.toMillis(), last + 1);
    }

    /** A time for a session that begins now: whatever the clocks of replicas say, it is after what was revoked. */
    long beginning(String userId) {
        return Math.max(clock.millis(), of(userId) + 1);
    }

    private long of(String userId) {
        Long own = users.get(userId);
        return own == null ? everybody : Math.max(own, everybody);
    }

    /** Forgets what is too old to matter; else lets the oldest count for everybody, since none may be forgotten. */
    private void makeRoom() {
        long tooOld = clock.millis() - keep.toMillis();
        users.values().removeIf(until -> until < tooOld);
        if (users.size() >= most) {
            users.values().stream().min(Comparator.naturalOrder()).ifPresent(oldest -> {
                LOG.warn("the sessions of more than {} users were revoked: older ones of all users end too", most);
                addForEverybody(oldest);
            });
        }
    }
}
