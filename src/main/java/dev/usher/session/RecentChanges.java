package dev.usher.session;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Predicate;

/**
 * Whose sessions the latest changes of users concern: one that is being opened meanwhile is in no cache yet, and rests
 * on an answer that is older than the change. Safe from every thread.
 */
final class RecentChanges {

    /** Far more than there are while a question is under way. */
    static final int MOST = 256;

    private final Deque<Predicate<Binding>> latest = new ArrayDeque<>();
    private volatile int count;

    /** Another number after each, until it has come round. */
    int count() {
        return count;
    }

    synchronized void add(Predicate<Binding> whose) {
        if (latest.size() == MOST) {
            latest.removeFirst();
        }
        latest.addLast(whose);
        count++;
    }

    /**
     * Whether one may concern a session.
     *
     * @param before the count when it was asked about
     */
    boolean concern(Binding binding, int before) {
        return count != before && isAmongMissed(binding, before);
    }

    /** What has been forgotten may have been anybody's. */
    private synchronized boolean isAmongMissed(Binding binding, int before) {
        int missed = count - before;
        return missed > latest.size()
                || latest.stream().skip(latest.size() - missed).anyMatch(whose -> whose.test(binding));
    }
}
