package dev.usher.userserver;

import dev.usher.http.AddressGroup;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Calls of one urgency that wait. Addresses take turns, and what comes from one of them goes as it came: however much
 * one asks for, the next call of another one is soon. Not safe from several threads.
 */
final class Rotation {

    private final Map<AddressGroup, Deque<Turn>> byAddress = new LinkedHashMap<>();
    private final Set<Turn> byAge = new LinkedHashSet<>();

    int size() {
        return byAge.size();
    }

    /** How many of an address wait. */
    int size(AddressGroup address) {
        Deque<Turn> own = byAddress.get(address);
        return own == null ? 0 : own.size();
    }

    void add(Turn turn) {
        byAge.add(turn);
        byAddress.computeIfAbsent(turn.address(), none -> new ArrayDeque<>()).addLast(turn);
    }

    /** Whether it was here. */
    boolean remove(Turn turn) {
        byAddress.computeIfPresent(turn.address(), (address, own) -> {
            own.remove(turn);
            return own.isEmpty() ? null : own;
        });
        return byAge.remove(turn);
    }

    /** Whose turn it is; its address comes last from now on. Absent: nobody waits. */
    @Nullable
    Turn next() {
        Iterator<Deque<Turn>> addresses = byAddress.values().iterator();
        if (!addresses.hasNext()) {
            return null;
        }
        Deque<Turn> own = addresses.next();
        Turn turn = own.removeFirst();
        addresses.remove();
        if (!own.isEmpty()) {
            byAddress.put(turn.address(), own);
        }
        byAge.remove(turn);
        return turn;
    }

    /** Whoever has waited longest; absent: nobody waits. */
    @Nullable
    Turn oldest() {
        return byAge.isEmpty() ? null : byAge.iterator().next();
    }

    /** Who came last from the address that most have come from; absent: no address has more than that many. */
    @Nullable
    Turn lastOfMost(int moreThan) {
        Deque<Turn> most = null;
        for (Deque<Turn> own : byAddress.values()) {
            if (own.size() > (most == null ? moreThan : most.size())) {
                most = own;
            }
        }
        return most == null ? null : most.peekLast();
    }

    /** All of a kind, as they came. */
    List<Turn> all(Predicate<Turn> kind) {
        return byAge.stream().filter(kind).toList();
    }
}
