package dev.usher.userserver;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The calls that wait for their turn: the urgent before the others, and each kind as it came. Bounded in number and in
 * time. Not safe from several threads.
 */
final class Line {

    private final int most;
    private final long longestNanos;
    private final Deque<Turn> first = new ArrayDeque<>();
    private final Deque<Turn> second = new ArrayDeque<>();

    Line(int most, Duration longest) {
        this.most = most;
        this.longestNanos = longest.toNanos();
    }

    int size() {
        return first.size() + second.size();
    }

    boolean isFull() {
        return size() >= most;
    }

    void add(Turn turn) {
        (turn.call().urgency() == Urgency.FIRST ? first : second).addLast(turn);
    }

    /** Whether it was still waiting. */
    boolean remove(Turn turn) {
        return first.remove(turn) || second.remove(turn);
    }

    /** All who want the same kind of call. */
    List<Turn> removeAll(Operation operation) {
        List<Turn> removed = new ArrayList<>();
        for (Deque<Turn> turns : List.of(first, second)) {
            turns.removeIf(turn -> turn.call().operation() == operation && removed.add(turn));
        }
        return removed;
    }

    /** Whose turn it is; absent: nobody waits. */
    @Nullable
    Turn next() {
        Turn next = first.pollFirst();
        return next != null ? next : second.pollFirst();
    }

    /** Who came last of those who are not urgent, to make room for one that is; absent: all are urgent. */
    @Nullable
    Turn leastUrgent() {
        return second.pollLast();
    }

    /** Whoever has waited for too long, once each; absent: nobody. */
    @Nullable
    Turn overdue(long nowNanos) {
        for (Deque<Turn> turns : List.of(first, second)) {
            Turn longest = turns.peekFirst();
            if (longest != null && nowNanos - longest.sinceNanos() >= longestNanos) {
                return turns.pollFirst();
            }
        }
        return null;
    }
}
