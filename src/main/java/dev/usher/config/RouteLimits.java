package dev.usher.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How much one client may ask of a route, and how slow it may be.
 *
 * @param rate requests, absent: any number
 * @param uploadBytesPerSecond what a body must reach on average until the service answers; 0: it may trickle for ever
 * @param uploadGrace how long a body may take before its average counts
 * @param bodyIdle the longest silence of a body until the service answers
 */
public record RouteLimits(
        @Nullable Rate rate, Per per, long uploadBytesPerSecond, Duration uploadGrace, Duration bodyIdle) {

    /** Any number of requests, but none that trickles. */
    public static final RouteLimits USUAL =
            new RouteLimits(null, Per.USER, 500, Duration.ofSeconds(15), Duration.ofSeconds(15));

    /** Who shares a rate. */
    public enum Per {
        /** One user; a request without one counts for its address. */
        USER,
        /** One address, or one /64 network of IPv6. */
        ADDRESS
    }

    private static @Nullable Rate rate(Section limits, RouteLimits fallback) {
        Rate own = limits.optional("rate", Rate::parse);
        return own == null ? fallback.rate() : own;
    }

    static RouteLimits read(Section limits, RouteLimits fallback) {
        return new RouteLimits(
                rate(limits, fallback),
                limits.choice("per", fallback.per()),
                limits.value("upload", fallback.uploadBytesPerSecond(), Quantity::size),
                limits.duration("grace", fallback.uploadGrace()),
                limits.positiveDuration("body-idle", fallback.bodyIdle()));
    }
}
