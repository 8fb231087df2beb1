package dev.usher.observe;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The counters of one name, which differ in what they are counted by. Each is made when it is first needed and found
 * again without an allocation. Safe from every thread.
 *
 * @param <K> what they are counted by; there must be few
 */
final class Counters<K> {

    private final Map<K, Counter> known = new ConcurrentHashMap<>();
    private final Function<K, Counter> making;

    /** @param labels those of each */
    Counters(MeterRegistry registry, String name, String description, Function<K, Tags> labels) {
        this.making = key -> Counter.builder(name)
                .description(description)
                .tags(labels.apply(key))
                .register(registry);
    }

    void count(K key) {
        Counter counter = known.get(key);
        if (counter == null) {
            counter = known.computeIfAbsent(key, making);
        }
        counter.increment();
    }
}
