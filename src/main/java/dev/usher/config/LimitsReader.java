package dev.usher.config;

import java.time.Duration;

/** Reads the file's own {@code limits}; those of a route are {@link RouteLimits}. */
final class LimitsReader {

    private LimitsReader() {}

    static LimitsSettings read(Section limits) {
        return new LimitsSettings(
                limits.value("connections", 20_000, Scalar::count),
                limits.value("connections-per-client", 5_000, Scalar::count),
                limits.value("requests-per-connection", 10_000, Scalar::count),
                limits.value("requests", 10_000, Scalar::count),
                limits.value("headers", 100, Scalar::count),
                limits.positiveDuration("head", Duration.ofSeconds(10)));
    }
}
