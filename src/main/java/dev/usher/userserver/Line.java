package dev.usher.userserver;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The calls that wait for their turn: the urgent before the others, and of each kind one of each address in turn.
 * Bounded in number and in time. Not safe from several threads.
 */
final class Line {

    private final int most;
    private final long longestNanos;
    private final Rotation first = new Rotation();
    private final Rotation second = new Rotation();

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
        rotation(turn).add(turn);
    }

    private Rotation rotation(Turn turn) {
        return turn.call().urgency() == Urgency.FIRST ? first : second;
    }

    /** Whether it was still waiting. */
    boolean remove(Turn turn) {
        return rotation(turn).remove(turn);
    }

    /** All who want the same kind of call. */
    List<Turn> removeAll(Operation operation) {
        List<Turn> removed = new ArrayList<>();
        for (Rotation rotation : List.of(first, second)) {
            removed.addAll(rotation.all(turn -> turn.call().operation() == operation));
        }
        removed.forEach(this::remove);
        return removed;
    }

    /** Whose turn it is; absent: nobody waits. */
    @Nullable
    Turn next() {
        Turn next = first.next();
        return next != null ? next : second.next();
    }

    /**
     * Who goes so that a newcomer can wait in a line that is full: one that is less urgent, or one from an address that
     * has more in line than that of the newcomer will have; absent: nobody.
     */
    @Nullable
    Turn makeRoom(Turn newcomer) {
        Turn goes = newcomer.call().urgency() == Urgency.FIRST ? second.lastOfMost(0) : null;
        if (goes == null) {
            Rotation own = rotation(newcomer);
            goes = own.lastOfMost(own.size(newcomer.address()) + 1);
        }
        if (goes != null) {
            remove(goes);
        }
        return goes;
    }

    /** Whoever has waited for too long, once each; absent: nobody. */
    @Nullable
    Turn overdue(long nowNanos) {
        for (Rotation rotation : List.of(first, second)) {
            Turn longest = rotation.oldest();
            if (longest != null && nowNanos - longest.sinceNanos() >= longestNanos) {
                remove(longest);
                return longest;
            }
        }
        return null;
    }
}
