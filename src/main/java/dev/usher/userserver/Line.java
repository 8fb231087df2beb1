package dev.usher.userserver;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
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
    private final Set<Turn> byAge = new LinkedHashSet<>();

    Line(int most, Duration longest) {
        this.most = most;
        this.longestNanos = longest.toNanos();
    }

    int size() {
        return byAge.size();
    }

    boolean isFull() {
        return size() >= most;
    }

    void add(Turn turn) {
        byAge.add(turn);
        rotation(turn).add(turn);
    }

    /** Somebody waits for it now who is urgent. It comes last of its address there, but has waited for as long. */
    void raise(Turn turn) {
        if (byAge.contains(turn) && turn.urgency() != Urgency.FIRST) {
            second.remove(turn);
            turn.raise(Urgency.FIRST);
            first.add(turn);
        }
    }

    private Rotation rotation(Turn turn) {
        return turn.urgency() == Urgency.FIRST ? first : second;
    }

    /** Whether it was still waiting. */
    boolean remove(Turn turn) {
        rotation(turn).remove(turn);
        return byAge.remove(turn);
    }

    /** All who want the same kind of call. */
    List<Turn> removeAll(Operation operation) {
        List<Turn> removed = byAge.stream()
                .filter(turn -> turn.call().operation() == operation)
                .toList();
        removed.forEach(this::remove);
        return removed;
    }

    /** Whose turn it is; absent: nobody waits. */
    @Nullable
    Turn next() {
        Turn urgent = first.next();
        Turn next = urgent != null ? urgent : second.next();
        if (next != null) {
            byAge.remove(next);
        }
        return next;
    }

    /**
     * Who goes so that a newcomer can wait in a line that is full: one that is less urgent, or one from an address that
     * has more in line than that of the newcomer will have; absent: nobody.
     */
    @Nullable
    Turn makeRoom(Turn newcomer) {
        Turn goes = newcomer.urgency() == Urgency.FIRST ? second.lastOfMost(0) : null;
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
        Turn longest = byAge.isEmpty() ? null : byAge.iterator().next();
        if (longest == null || nowNanos - longest.sinceNanos() < longestNanos) {
            return null;
        }
        remove(longest);
        return longest;
    }
}
