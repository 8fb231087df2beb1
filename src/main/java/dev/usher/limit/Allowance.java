package dev.usher.limit;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.usher.config.Rate;
import dev.usher.http.Exchange;
import dev.usher.http.GatewayFailure;
import dev.usher.observe.Metrics;

/**
 * How often one client or user may have the user server asked for something. Clients are told where they stand when it
 * is too often. Shared by all loops; counts per process.
 */
public final class Allowance {

    private final String policy;
    private final Rate rate;
    private final Buckets buckets;
    private final Metrics metrics;

    /** @param policy its name, for clients and metrics */
    public Allowance(String policy, Rate rate, Ticker ticker, Metrics metrics) {
        this.policy = policy;
        this.rate = rate;
        this.buckets = new Buckets(rate, ticker);
        this.metrics = metrics;
    }

    /**
     * Counts one.
     *
     * @param key whose allowance it is, with {@code equals}; what a client can choose must be short
     * @throws GatewayFailure.RateLimited when it is one too many
     */
    public void take(Exchange exchange, Object key) {
        Taken taken = buckets.take(key);
        if (!taken.granted()) {
            taken.tell(exchange, policy, rate);
            metrics.refused(policy);
            throw taken.refusal();
        }
    }

    /** What was counted last shall not count. */
    public void giveBack(Object key) {
        buckets.giveBack(key);
    }
}
