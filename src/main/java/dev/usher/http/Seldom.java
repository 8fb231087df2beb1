package dev.usher.http;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Keeps a log readable, and cheap to write, when the same goes wrong thousands of times: so many lines in a while, and
 * with the next one how many were left out. Safe to share between threads.
 */
public final class Seldom {

    static final int MOST = 10;
    static final Duration WHILE = Duration.ofSeconds(10);

    private final LongSupplier nanoTime;
    private long beganNanos;
    private int lines;
    private long leftOut;

    public Seldom() {
        this(System::nanoTime);
    }

    Seldom(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /**
     * Says something, if it is time.
     *
     * @param line writes it, and ends it with what it is given
     */
    public void say(Consumer<String> line) {
        count(more -> line.accept(more == 0 ? "" : " (and " + more + " like it)"));
    }

    /**
     * The same for lines that are not for people.
     *
     * @param line writes it, and is given how many were left out
     */
    public synchronized void count(LongConsumer line) {
        long now = nanoTime.getAsLong();
        if (lines == 0 || now - beganNanos >= WHILE.toNanos()) {
            beganNanos = now;
            lines = 0;
        }
        if (lines == MOST) {
            leftOut++;
            return;
        }
        lines++;
        line.accept(leftOut);
        leftOut = 0;
    }
}
