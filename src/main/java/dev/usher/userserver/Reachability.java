package dev.usher.userserver;

import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * When the user server last gave an answer that meant something, and when it last did not. For people to look at; no
 * decision rests on it. Safe from every thread.
 */
public final class Reachability {

    private final InstantSource clock;
    private volatile @Nullable Instant lastAnswer;
    private volatile @Nullable Instant lastFailure;

    public Reachability(InstantSource clock) {
        this.clock = clock;
    }

    void answered() {
        lastAnswer = clock.instant();
    }

    void failed() {
        lastFailure = clock.instant();
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
