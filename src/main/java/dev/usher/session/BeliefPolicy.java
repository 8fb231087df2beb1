package dev.usher.session;

import dev.usher.config.SessionSettings;
import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * For how long what the user server said is worth something. Arithmetic on spans of time: it remembers nothing, reads
 * no clock, and is immutable.
 */
final class BeliefPolicy {

    private static final double JITTER = 0.1;
    private static final long PAUSE_NANOS = Duration.ofSeconds(1).toNanos();

    /** Asking counts as activity there, so a session in use must be asked about well within its timeout. */
    private static final int ASKED_PER_TIMEOUT = 4;

    private final long ttlNanos;
    private final long longestNanos;
    private final long negativeNanos;
    private final long staleNanos;
    private final long idleNanos;
    private final long maxAgeMillis;
    private final double refreshAhead;
    private final DoubleSupplier random;

    /**
     * @param serverTimeout after how much inactivity the user server ends a session
     * @param random from 0 to 1, anew with each call
     */
    BeliefPolicy(SessionSettings settings, Duration serverTimeout, DoubleSupplier random) {
        this.ttlNanos = settings.ttl().toNanos();
        this.longestNanos = serverTimeout.toNanos() / ASKED_PER_TIMEOUT;
        this.negativeNanos = settings.negativeTtl().toNanos();
        this.staleNanos = settings.staleIfError().toNanos();
        this.idleNanos = settings.idle().toNanos();
        this.maxAgeMillis = settings.maxAge().toMillis();
        this.refreshAhead = settings.refreshAhead();
        this.random = random;
    }

    /**
     * What one answer is worth by its age, in nanoseconds since it was asked for.
     *
     * @param dueAfter younger ones are not asked for again
     * @param freshFor younger ones need no asking at all
     * @param staleFor younger ones stand in for one that cannot be had
     */
    record Worth(long dueAfter, long freshFor, long staleFor) {

        /** Of no answer at all. */
        static final Worth NOTHING = new Worth(0, 0, 0);

        /** Of one that may not hold any longer: another is asked for, and stood in for. */
        Worth inDoubt() {
            return new Worth(0, 0, staleFor);
        }

        boolean isFresh(long age) {
            return age < freshFor;
        }

        boolean isDue(long age) {
            return age >= dueAfter;
        }

        boolean mayStandIn(long age) {
            return age < staleFor;
        }
    }

    /** What a good answer is worth; the lifetimes of many that were given at once end at different times. */
    Worth ofAnswer() {
        long freshFor = Math.min(jittered(ttlNanos), longestNanos);
        return new Worth((long) (freshFor * refreshAhead), freshFor, staleNanos);
    }

    /** How long a refused token stays refused without asking, in nanoseconds. */
    long refusalNanos() {
        return jittered(negativeNanos);
    }

    /** How long not to ask again after asking failed, in nanoseconds: a second or so. */
    long pauseNanos() {
        return jittered(PAUSE_NANOS);
    }

    boolean isIdle(long unusedNanos) {
        return unusedNanos > idleNanos;
    }

    /** How often a session must be used so that it does not become idle. */
    long useWithinNanos() {
        return idleNanos / 2;
    }

    /** How old an answer may be that stands in for one that cannot be had. */
    long staleNanos() {
        return staleNanos;
    }

    /** The hard end of a session, in epoch milliseconds. */
    long endsAtMillis(Binding binding) {
        return binding.createdAtMillis() + maxAgeMillis;
    }

    private long jittered(long nanos) {
        return (long) (nanos * (1 - JITTER + 2 * JITTER * random.getAsDouble()));
    }
}
