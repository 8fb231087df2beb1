package dev.usher.limit;

import dev.usher.config.Rate;
import dev.usher.http.Exchange;
import dev.usher.http.GatewayFailure;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import java.time.Duration;

/**
 * What became of one try to take a token.
 *
 * @param remaining how many more would be granted now
 * @param retry until one more is granted, zero when this one was
 * @param full until the bucket is as full as can be
 */
public record Taken(boolean granted, long remaining, Duration retry, Duration full) {

    static Taken from(Bucket bucket) {
        ConsumptionProbe probe = bucket.tryConsumeAndReturnRemaining(1);
        return new Taken(
                probe.isConsumed(),
                probe.getRemainingTokens(),
                Duration.ofNanos(probe.getNanosToWaitForRefill()),
                Duration.ofNanos(probe.getNanosToWaitForReset()));
    }

    /** What to tell whoever was not granted one. */
    public GatewayFailure.RateLimited refusal() {
        return new GatewayFailure.RateLimited(Duration.ofSeconds(seconds(retry)));
    }

    /** Tells the client where it stands, draft-ietf-httpapi-ratelimit-headers-10. */
    void tell(Exchange exchange, String policy, Rate rate) {
        String name = '"' + policy + '"';
        exchange.onEveryAnswer(headers -> headers.set(
                        "ratelimit-policy",
                        name + ";q=" + rate.count() + ";w=" + rate.period().toSeconds())
                .set("ratelimit", name + ";r=" + remaining + ";t=" + seconds(full)));
    }

    /** Rounded up: who comes back at that second must not come too early. */
    private static long seconds(Duration time) {
        return time.plusNanos(999_999_999).toSeconds();
    }
}
