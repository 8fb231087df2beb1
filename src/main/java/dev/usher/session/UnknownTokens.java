package dev.usher.session;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.usher.config.Rate;
import dev.usher.http.AddressGroup;
import dev.usher.http.Exchange;
import dev.usher.http.GatewayFailure;
import dev.usher.limit.Buckets;
import dev.usher.limit.Taken;
import dev.usher.observe.Metrics;

/**
 * How many tokens an address may bring to the user server that nobody here knows: guessing must cost it nothing, and
 * get nowhere. Safe from every thread.
 */
final class UnknownTokens {

    private final Buckets byAddress;
    private final Metrics metrics;

    UnknownTokens(Rate perAddress, Ticker ticker, Metrics metrics) {
        this.byAddress = new Buckets(perAddress, ticker);
        this.metrics = metrics;
    }

    /**
     * Counts one.
     *
     * @throws GatewayFailure.RateLimited when it is one too many
     */
    void count(Exchange exchange) {
        Taken taken = byAddress.take(AddressGroup.of(exchange.client()));
        if (!taken.granted()) {
            metrics.refused("unknown-tokens");
            throw taken.refusal();
        }
    }
}
