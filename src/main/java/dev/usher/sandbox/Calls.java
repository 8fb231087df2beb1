package dev.usher.sandbox;

import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How often each operation was called, and the last request of each. */
final class Calls {

    private final Map<Operation, Long> counts = new EnumMap<>(Operation.class);
    private final Map<Operation, Received> last = new EnumMap<>(Operation.class);

    synchronized void record(Operation operation, Received request) {
        counts.merge(operation, 1L, Long::sum);
        last.put(operation, request);
    }

    synchronized long count(Operation operation) {
        return counts.getOrDefault(operation, 0L);
    }

    synchronized @Nullable Received last(Operation operation) {
        return last.get(operation);
    }

    synchronized void reset() {
        counts.clear();
        last.clear();
    }
}
