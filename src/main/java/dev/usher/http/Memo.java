package dev.usher.http;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Remembers what a pure function made of the same few keys that come with every request. Bounded: when it is full it
 * forgets everything, so that a flood of new keys costs what no memory would. Belongs to one event loop.
 */
public final class Memo<K, V> {

    private final int limit;
    private final Function<K, V> function;
    private final Map<K, V> known = new HashMap<>();

    /** @param limit the number of keys that are remembered at most */
    public Memo(int limit, Function<K, V> function) {
        this.limit = limit;
        this.function = function;
    }

    public V of(K key) {
        @Nullable V value = known.get(key);
        if (value == null) {
            value = function.apply(key);
            if (known.size() >= limit) {
                known.clear();
            }
            known.put(key, value);
        }
        return value;
    }
}
