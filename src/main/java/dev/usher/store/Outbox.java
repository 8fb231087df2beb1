package dev.usher.store;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The notices that the journal has not got yet, the oldest first. Of too many the oldest is given up: the newest logout
 * is the one that matters. Belongs to one event loop.
 */
final class Outbox {

    private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);

    static final int MOST = 10_000;

    private final Deque<Buffer> notices = new ArrayDeque<>();
    private final AtomicInteger lost = new AtomicInteger();
    private volatile int size;
    private long left;
    private boolean reported;

    /**
     * Some of the oldest.
     *
     * @param end how many notices will have left the outbox once these have
     */
    record Batch(List<Buffer> notices, long end) {}

    void add(Buffer notice) {
        if (notices.size() == MOST) {
            removeFirst();
            lost.incrementAndGet();
            report();
        }
        notices.addLast(notice);
        size = notices.size();
    }

    private void report() {
        if (!reported) {
            LOG.warn("more than {} notices wait for the store: the oldest are given up", MOST);
            reported = true;
        }
    }

    /** The oldest ones, which stay until they are {@link #sent}. */
    Batch next(int most) {
        List<Buffer> next = notices.stream().limit(most).toList();
        return new Batch(next, left + next.size());
    }

    /** Forgets a batch, of which some may have been given up meanwhile. */
    void sent(Batch batch) {
        while (left < batch.end()) {
            removeFirst();
        }
        size = notices.size();
        reported = false;
    }

    private void removeFirst() {
        notices.removeFirst();
        left++;
    }

    /** Safe from every thread. */
    int size() {
        return size;
    }

    /** How many were given up. Safe from every thread. */
    int lost() {
        return lost.get();
    }
}
