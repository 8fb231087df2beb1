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

    private final Deque<Notice> notices = new ArrayDeque<>();
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

    private record Notice(Buffer text, Runnable whenSent) {}

    /** @param whenSent never run for what is given up */
    void add(Buffer text, Runnable whenSent) {
        if (notices.size() == MOST) {
            removeFirst();
            lost.incrementAndGet();
            report();
        }
        notices.addLast(new Notice(text, whenSent));
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
        List<Buffer> next = notices.stream().limit(most).map(Notice::text).toList();
        return new Batch(next, left + next.size());
    }

    /** Forgets a batch, of which some may have been given up meanwhile. */
    void sent(Batch batch) {
        while (left < batch.end()) {
            removeFirst().whenSent().run();
        }
        size = notices.size();
        reported = false;
    }

    private Notice removeFirst() {
        left++;
        return notices.removeFirst();
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
