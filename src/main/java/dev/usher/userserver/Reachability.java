package dev.usher.userserver;

import dev.usher.http.CannotKnow;
import dev.usher.http.Rescue;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When the user server last gave an answer that meant something, and when and why it last did not. For people to look
 * at; no decision rests on it. Safe from every thread.
 */
public final class Reachability {

    private static final Logger LOG = LoggerFactory.getLogger(Reachability.class);

    /** Thousands of calls may fail in a second, for one reason. */
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(10);

    private final InstantSource clock;
    private final AtomicReference<Instant> nextLine = new AtomicReference<>(Instant.MIN);
    private final AtomicInteger untold = new AtomicInteger();
    private volatile @Nullable Instant lastAnswer;
    private volatile @Nullable Instant lastFailure;

    public Reachability(InstantSource clock) {
        this.clock = clock;
    }

    void answered() {
        lastAnswer = clock.instant();
    }

    void failed(Operation operation, CannotKnow why) {
        Instant now = clock.instant();
        lastFailure = now;
        Instant next = nextLine.get();
        if (now.isBefore(next) || !nextLine.compareAndSet(next, now.plus(BETWEEN_LINES))) {
            untold.incrementAndGet();
            return;
        }
        LOG.warn(
                "the user server gave no answer to {}: {} {}; {} more since this was said last",
                operation.label(),
                why.code(),
                Rescue.reason(why),
                untold.getAndSet(0));
    }

    public @Nullable Instant lastAnswer() {
        return lastAnswer;
    }

    public @Nullable Instant lastFailure() {
        return lastFailure;
    }

    /** {@code answering}, {@code failing}, or {@code unknown} before the first call. */
    public String state() {
        Instant answer = lastAnswer;
        Instant failure = lastFailure;
        if (answer == null && failure == null) {
            return "unknown";
        }
        return failure == null || answer != null && answer.isAfter(failure) ? "answering" : "failing";
    }
}
