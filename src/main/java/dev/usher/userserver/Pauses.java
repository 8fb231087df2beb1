package dev.usher.userserver;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which calls the user server does not want for a while, because it said so. Not safe from several threads. */
final class Pauses {

    /** Whatever it says: a date of a wrong clock must not keep everybody out for days. */
    private static final Duration LONGEST = Duration.ofSeconds(60);

    private static final Logger LOG = LoggerFactory.getLogger(Pauses.class);

    private final Map<Operation, Long> until = new EnumMap<>(Operation.class);

    void begin(Operation operation, Duration asked, long nowNanos) {
        Duration pause = asked.compareTo(LONGEST) > 0 ? LONGEST : asked;
        if (pause.compareTo(left(operation, nowNanos)) > 0) {
            until.put(operation, nowNanos + pause.toNanos());
            LOG.info("the user server wants no call of the kind {} for {} ms", operation.label(), pause.toMillis());
        }
    }

    /** Until one may be made; zero: now. */
    Duration left(Operation operation, long nowNanos) {
        Long end = until.get(operation);
        return end == null || end - nowNanos <= 0 ? Duration.ZERO : Duration.ofNanos(end - nowNanos);
    }
}
