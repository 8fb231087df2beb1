package dev.usher.proxy;

import dev.usher.observe.Metrics;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the process knows about a route's target, which starts as well. Requests eject it: {@value #FAILURES_TO_EJECT}
 * failures in a row take it out for a while, which doubles each time up to a bound; then one request is its trial. When
 * it is back, its share of the requests grows slowly. Health checks, where there are any, have a say of their own.
 * Shared by all event loops; no locks: the state is immutable, and is exchanged.
 */
final class Standing {

    static final int FAILURES_TO_EJECT = 5;
    static final Duration FIRST_EJECTION = Duration.ofSeconds(1);
    static final Duration LONGEST_EJECTION = Duration.ofSeconds(60);
    static final Duration SLOW_START = Duration.ofSeconds(10);

    /** When a trial has not ended by then, as when its client left, another request may be one. */
    static final Duration LONGEST_TRIAL = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(Standing.class);
    private static final double LEAST_SHARE = 0.1;

    private final String route;
    private final Target target;
    private final boolean alone;
    private final Metrics metrics;
    private final LongSupplier ticker;
    private final AtomicReference<State> state = new AtomicReference<>(new In(0, 0, 0));
    private volatile boolean unhealthy;

    private sealed interface State {}

    /**
     * @param failures in a row
     * @param ejections that the next one is longer for; 0: it has never been out
     */
    private record In(int failures, int ejections, long sinceNanos) implements State {}

    private record Out(int ejections, long untilNanos, boolean onTrial) implements State {}

    /**
     * @param alone the route has no other target, so that requests never eject this one
     * @param ticker nanoseconds, as {@link System#nanoTime}
     */
    Standing(String route, Target target, boolean alone, Metrics metrics, LongSupplier ticker) {
        this.route = route;
        this.target = target;
        this.alone = alone;
        this.metrics = metrics;
        this.ticker = ticker;
    }

    Target target() {
        return target;
    }

    boolean isHealthy() {
        return !unhealthy;
    }

    boolean isEjected() {
        return state.get() instanceof Out;
    }

    /** Which part of its usual requests it should get now, 0 to 1. */
    double share(long nowNanos) {
        return switch (state.get()) {
            case In in -> in.ejections == 0 ? 1 : risen(nowNanos - in.sinceNanos);
            case Out out -> nowNanos - out.untilNanos >= 0 ? 1 : 0;
        };
    }

    private static double risen(long nanos) {
        return Math.clamp((double) nanos / SLOW_START.toNanos(), LEAST_SHARE, 1);
    }

    /** Whether a request may go there: the first after an ejection is the trial, and no other until that has ended. */
    boolean admits(long nowNanos) {
        return switch (state.get()) {
            case In _ -> true;
            case Out out ->
                nowNanos - out.untilNanos >= 0
                        && state.compareAndSet(out, new Out(out.ejections, nowNanos + LONGEST_TRIAL.toNanos(), true));
        };
    }

    /** It has answered a request, with whatever status. */
    void answered() {
        switch (state.get()) {
            case In in -> {
                if (in.failures > 0) {
                    state.compareAndSet(in, new In(0, in.ejections, in.sinceNanos));
                }
            }
            case Out out -> {
                if (state.compareAndSet(out, new In(0, out.ejections, ticker.getAsLong()))) {
                    LOG.info("{}: {} answers again and gets its requests back", route, target.origin());
                }
            }
        }
    }

    /** It refused a connection, broke off before it answered, or was too slow. */
    void failed() {
        if (!alone) {
            State before = state.get();
            State after = afterFailure(before, ticker.getAsLong());
            if (state.compareAndSet(before, after) && after instanceof Out out && !out.equals(before)) {
                metrics.ejected(route, target.origin());
                LOG.warn(
                        "{}: {} fails and gets no requests for {} ms",
                        route,
                        target.origin(),
                        TimeUnit.NANOSECONDS.toMillis(ejectionNanos(out.ejections)));
            }
        }
    }

    private static State afterFailure(State before, long now) {
        return switch (before) {
            case In in when in.failures + 1 < FAILURES_TO_EJECT -> new In(in.failures + 1, in.ejections, in.sinceNanos);
            // one that was well for long starts anew
            case In in -> out(now - in.sinceNanos > LONGEST_EJECTION.toNanos() ? 1 : in.ejections + 1, now);
            case Out out when out.onTrial -> out(out.ejections + 1, now);
            // what had begun before
            case Out out -> out;
        };
    }

    private static Out out(int ejections, long now) {
        return new Out(ejections, now + ejectionNanos(ejections), false);
    }

    private static long ejectionNanos(int ejections) {
        int doublings = Math.min(ejections - 1, Integer.SIZE - 2);
        return Math.min(FIRST_EJECTION.toNanos() << Math.min(doublings, 20), LONGEST_EJECTION.toNanos());
    }

    /** What health checks found out. */
    void checked(boolean healthy) {
        if (unhealthy == healthy) {
            unhealthy = !healthy;
            if (healthy) {
                state.set(new In(0, 1, ticker.getAsLong()));
                LOG.info("{}: {} is healthy again", route, target.origin());
            } else {
                LOG.warn("{}: {} is unhealthy and gets no requests", route, target.origin());
            }
        }
    }
}
