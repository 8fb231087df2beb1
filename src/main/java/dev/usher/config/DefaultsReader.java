package dev.usher.config;

import dev.usher.config.RouteDefinition.AuthMode;
import dev.usher.config.RouteDefinition.Timeouts;
import java.time.Duration;

/** Reads {@code defaults}: what every route has unless it says otherwise. */
final class DefaultsReader {

    private static final Timeouts TIMEOUTS =
            new Timeouts(Duration.ofSeconds(2), Duration.ofSeconds(30), Duration.ofSeconds(60), null);

    record Defaults(AuthMode auth, Timeouts timeouts, long bodyLimit, TargetSettings targetSettings) {

        static final Defaults BUILT_IN = new Defaults(AuthMode.REQUIRED, TIMEOUTS, 10_000_000, TargetSettings.USUAL);
    }

    /** The keys that {@code defaults} and a route have in common. */
    static Defaults read(Section section, Defaults fallback) {
        return new Defaults(
                section.choice("auth", fallback.auth()),
                section.section("timeout", timeout -> timeouts(timeout, fallback.timeouts())),
                section.value("body", fallback.bodyLimit(), Quantity::size),
                TargetSettingsReader.read(section, fallback.targetSettings()));
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
