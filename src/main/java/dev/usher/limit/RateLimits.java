package dev.usher.limit;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.usher.access.Forward;
import dev.usher.config.Rate;
import dev.usher.config.RouteLimits;
import dev.usher.config.RouteLimits.Per;
import dev.usher.http.AddressGroup;
import dev.usher.http.Exchange;
import dev.usher.http.GatewayFailure;
import dev.usher.limit.Buckets.Taken;
import dev.usher.observe.Metrics;
import dev.usher.route.Route;
import dev.usher.session.Session;
import java.net.InetAddress;
import java.time.Duration;
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
     * @throws GatewayFailure.RateLimited when the rate is used up
     */
    public void take(Exchange exchange, Forward permit) {
        RouteLimits limits = permit.route().definition().limits();
        Rate rate = limits.rate();
        if (rate != null) {
            Taken taken = byRoute.computeIfAbsent(permit.route(), route -> new Buckets(rate, ticker))
                    .take(key(limits.per(), exchange, permit.session()));
            tell(exchange, limits.per(), rate, taken);
            if (!taken.granted()) {
                metrics.refused("rate");
                throw new GatewayFailure.RateLimited(Duration.ofSeconds(seconds(taken.retry())));
            }
        }
    }

    private static Object key(Per per, Exchange exchange, @Nullable Session session) {
        if (per == Per.USER && session != null) {
            return session.userId();
        }
        try {
            return AddressGroup.of(InetAddress.ofLiteral(exchange.client().address()));
        } catch (IllegalArgumentException notAnAddress) {
            return AddressGroup.UNKNOWN;
        }
    }

    private static void tell(Exchange exchange, Per per, Rate rate, Taken taken) {
        String policy = '"' + per.name().toLowerCase(Locale.ROOT) + '"';
        exchange.onEveryAnswer(headers -> headers.set(
                        "ratelimit-policy",
                        policy + ";q=" + rate.count() + ";w=" + rate.period().toSeconds())
                .set("ratelimit", policy + ";r=" + taken.remaining() + ";t=" + seconds(taken.full())));
    }

    /** Rounded up: who comes back at that second must not come too early. */
    private static long seconds(Duration time) {
        return time.plusNanos(999_999_999).toSeconds();
    }
}
