package dev.usher.sandbox;

import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The faults that are set: at most one for each operation, for its next calls or until cleared. */
public final class Faults {

    private static final int FOR_EVER = -1;

    private final Map<Operation, Armed> armed = new EnumMap<>(Operation.class);

    Faults() {}

    /** From now on until cleared. */
    public void set(Operation operation, Fault fault) {
        arm(operation, fault, FOR_EVER);
    }

    /** For the next calls only. */
    public void next(int calls, Operation operation, Fault fault) {
        if (calls < 1) {
            throw new IllegalArgumentException("a fault is for one call or more, not for " + calls);
        }
        arm(operation, fault, calls);
    }

    public void setAll(Fault fault) {
        for (Operation operation : Operation.values()) {
            set(operation, fault);
        }
    }

    public synchronized void clear(Operation operation) {
        armed.remove(operation);
    }

    public synchronized void clear() {
        armed.clear();
    }

    synchronized @Nullable Fault take(Operation operation) {
        Armed current = armed.get(operation);
        if (current == null) {
            return null;
        }
        if (current.calls == 1) {
            armed.remove(operation);
        } else if (current.calls > 1) {
            armed.put(operation, new Armed(current.fault, current.calls - 1));
        }
        return current.fault;
    }

    private synchronized void arm(Operation operation, Fault fault, int calls) {
        armed.put(operation, new Armed(fault, calls));
    }

    private record Armed(Fault fault, int calls) {}
}
