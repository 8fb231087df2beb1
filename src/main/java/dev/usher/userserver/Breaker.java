package dev.usher.userserver;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.usher.config.UserServerSettings;
import dev.usher.http.CannotKnow;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops asking a user server that does not answer, and asks it once after a while. Counts what was asked in the same
 * era, from one change of state to the next: an old call that ends late says nothing about a server that is just being
 * tried again. Not safe from several threads.
 */
final class Breaker {

    private static final Logger LOG = LoggerFactory.getLogger(Breaker.class);
    private static final int PROBES = 1;

    private final CircuitBreaker circuit;
    private final Ticker ticker;
    private final Duration open;
    private final Runnable onOpen;
    private BreakerState state = BreakerState.CLOSED;
    private int era;
    private long openedNanos;
    private Object lastFailure = "-";

    /** @param onOpen runs when nobody may ask any more */
    Breaker(UserServerSettings.Breaker settings, Ticker ticker, Runnable onOpen) {
        this.ticker = ticker;
        this.open = settings.open();
        this.onOpen = onOpen;
        this.circuit = CircuitBreaker.of(
                "user server",
                CircuitBreakerConfig.custom()
                        .clock(new Ticking(ticker))
                        .slidingWindow(
                                (int) settings.window().toSeconds(), settings.calls(), SlidingWindowType.TIME_BASED)
                        .failureRateThreshold((float) (100 * settings.failures()))
                        .waitDurationInOpenState(open)
                        .permittedNumberOfCallsInHalfOpenState(PROBES)
                        .build());
        circuit.getEventPublisher()
                .onStateTransition(change -> enter(change.getStateTransition().getToState()));
    }

    BreakerState state() {
        return state;
    }

    /** Whether one may be asked; whoever may says later what became of it, and in which {@link #era}. */
    boolean tryPass() {
        return circuit.tryAcquirePermission();
    }

    int era() {
        return era;
    }

    /** Until somebody may ask again; zero when that is now, or depends on how a question that is under way ends. */
    Duration left() {
        Duration left = open.minusNanos(ticker.read() - openedNanos);
        return left.isPositive() ? left : Duration.ZERO;
    }

    /** It was not asked. */
    void unused(int from) {
        if (from == era) {
            circuit.releasePermission();
        }
    }

    /** It answered in time, whatever it said. */
    void answered(int from) {
        if (from == era) {
            circuit.onSuccess(0, TimeUnit.NANOSECONDS);
        }
    }

    void failed(int from, CannotKnow why) {
        if (from == era) {
            lastFailure = why.code();
            circuit.onError(0, TimeUnit.NANOSECONDS, why);
        }
    }

    private void enter(CircuitBreaker.State next) {
        era++;
        switch (next) {
            case OPEN -> {
                state = BreakerState.OPEN;
                openedNanos = ticker.read();
                CircuitBreaker.Metrics seen = circuit.getMetrics();
                LOG.warn(
                        "the user server is not asked for {} ms: {} of {} calls failed, the last with {}",
                        open.toMillis(),
                        seen.getNumberOfFailedCalls(),
                        seen.getNumberOfBufferedCalls(),
                        lastFailure);
                onOpen.run();
            }
            case HALF_OPEN -> {
                state = BreakerState.HALF_OPEN;
                LOG.info("the user server is asked once, to see whether it answers again");
            }
            default -> {
                state = BreakerState.CLOSED;
                LOG.info("the user server answers again");
            }
        }
    }

    /** Time that nobody sets back. */
    private static final class Ticking extends Clock {

        private final Ticker ticker;

        Ticking(Ticker ticker) {
            this.ticker = ticker;
        }

        @Override
        public Instant instant() {
            return Instant.EPOCH.plusNanos(ticker.read());
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
