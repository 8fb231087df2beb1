package dev.usher.userserver;

import dev.usher.http.AddressGroup;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Calls of one urgency that wait. Addresses take turns, and what comes from one of them goes as it came: however much
 * one asks for, the next call of another one is soon. Not safe from several threads.
 */
final class Rotation {

    private final Map<AddressGroup, Deque<Turn>> byAddress = new LinkedHashMap<>();

    /** How many of an address wait. */
    int size(AddressGroup address) {
        Deque<Turn> own = byAddress.get(address);
        return own == null ? 0 : own.size();
    }

    void add(Turn turn) {
        byAddress.computeIfAbsent(turn.address(), none -> new ArrayDeque<>()).addLast(turn);
    }

    void remove(Turn turn) {
        byAddress.computeIfPresent(turn.address(), (address, own) -> {
            own.remove(turn);
            return own.isEmpty() ? null : own;
        });
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
        return turn;
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
}
