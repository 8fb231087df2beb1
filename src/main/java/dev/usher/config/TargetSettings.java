package dev.usher.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a route uses its targets.
 *
 * @param health absent: targets are not asked, and only requests show which of them work
 * @param retries how often a request that failed at a target may be tried again, 0 to {@value #MOST_RETRIES}
 */
public record TargetSettings(Balance balance, @Nullable HealthCheck health, int retries, Pool pool) {

    public static final int MOST_RETRIES = 3;

    /** What a file that says nothing gets. */
    public static final TargetSettings USUAL =
            new TargetSettings(new Balance.RoundRobin(), null, 1, new Pool(1_024, 8_192, Duration.ofSeconds(5)));

    /**
     * A request that a target must answer with a status from 200 to 399 to get others.
     *
     * @param timeout for one check, connecting included
     * @param healthy so many successes in a row bring a target back
     * @param unhealthy so many failures in a row take it out
     */
    public record HealthCheck(String path, Duration every, Duration timeout, int healthy, int unhealthy) {}

    /**
     * The bounds of each target's connections, for all event loops together.
     *
     * @param connections open at once
     * @param waiting requests that may wait for one
     * @param longestWait how long each of them waits
     */
    public record Pool(int connections, int waiting, Duration longestWait) {

        /** The part of it that is one event loop's. */
        public Pool share(int loops) {
            return new Pool(Math.ceilDiv(connections, loops), Math.ceilDiv(waiting, loops), longestWait);
        }
    }
}
