package dev.usher.limit;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.usher.config.Rate;
import dev.usher.config.RouteLimits;
import dev.usher.config.RouteLimits.Per;
import dev.usher.http.AddressGroup;
import dev.usher.http.Exchange;
import dev.usher.http.GatewayFailure;
import dev.usher.observe.Metrics;
import dev.usher.route.Route;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The stage between authorize and forward: how often one user or address may ask a route. Clients are told where they
 * stand (draft-ietf-httpapi-ratelimit-headers-10), also when they pass. Shared by all loops; counts per process.
 */
public final class RateLimits {

    private final Ticker ticker;
    private final Metrics metrics;
    private final Map<Route, Buckets> byRoute = new ConcurrentHashMap<>();

    public RateLimits(Ticker ticker, Metrics metrics) {
        this.ticker = ticker;
        this.metrics = metrics;
    }

    /**
     * Counts the request, where its route has a rate.
     *
     * @param user the id of whoever asks; absent: nobody in particular
     * @throws GatewayFailure.RateLimited when the rate is used up
     */
    public void take(Exchange exchange, Route route, @Nullable String user) {
        RouteLimits limits = route.definition().limits();
        Rate rate = limits.rate();
        if (rate != null) {
            Taken taken = byRoute.computeIfAbsent(route, limited -> new Buckets(rate, ticker))
                    .take(limits.per() == Per.USER && user != null ? user : AddressGroup.of(exchange.client()));
            taken.tell(exchange, limits.per().name().toLowerCase(Locale.ROOT), rate);
            if (!taken.granted()) {
                metrics.refused("rate");
                throw taken.refusal();
            }
        }
    }
}
