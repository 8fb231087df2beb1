package dev.usher.config;

import dev.usher.config.RouteDefinition.AuthMode;
import dev.usher.config.RouteDefinition.Timeouts;
import dev.usher.config.RouteDefinition.Unauthenticated;
import java.time.Duration;

/** Reads {@code defaults}: what every route has unless it says otherwise. */
final class DefaultsReader {

    private static final Timeouts TIMEOUTS =
            new Timeouts(Duration.ofSeconds(2), Duration.ofSeconds(30), Duration.ofSeconds(60), null);

    record Defaults(
            AuthMode auth,
            Unauthenticated unauthenticated,
            Timeouts timeouts,
            long bodyLimit,
            boolean compress,
            RouteLimits limits,
            TargetSettings targetSettings) {

        static final Defaults BUILT_IN = new Defaults(
                AuthMode.REQUIRED,
                Unauthenticated.AUTO,
                TIMEOUTS,
                10_000_000,
                false,
                RouteLimits.USUAL,
                TargetSettings.USUAL);
    }

    /** The keys that {@code defaults} and a route have in common. */
    static Defaults read(Section section, Defaults fallback) {
        AuthMode auth = section.choice("auth", fallback.auth());
        Unauthenticated unauthenticated =
                section.value("unauthenticated", fallback.unauthenticated(), Unauthenticated::parse);
        Timeouts timeouts = section.section("timeout", timeout -> timeouts(timeout, fallback.timeouts()));
        long body = section.value("body", fallback.bodyLimit(), Quantity::size);
        boolean compress = section.value("compress", fallback.compress(), Scalar::yesOrNo);
        TargetSettings targets = TargetSettingsReader.read(section, fallback.targetSettings());
        return section.section(
                "limits",
                limits -> new Defaults(
                        auth,
                        unauthenticated,
                        timeouts,
                        limits.value("body", body, Quantity::size),
                        compress,
                        RouteLimits.read(limits, fallback.limits()),
                        targets));
    }

    private static Timeouts timeouts(Section timeout, Timeouts fallback) {
        return new Timeouts(
                timeout.positiveDuration("connect", fallback.connect()),
                timeout.positiveDuration("response", fallback.response()),
                timeout.positiveDuration("idle", fallback.idle()),
                timeout.optional("total", fallback.total(), Quantity::positiveDuration));
    }

    private DefaultsReader() {}
}
