package dev.usher.config;

import dev.usher.config.TargetSettings.HealthCheck;
import dev.usher.config.TargetSettings.Pool;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads what {@code defaults} and a route say of how targets are used. */
final class TargetSettingsReader {

    private static final HealthCheck CHECK = new HealthCheck("/", Duration.ofSeconds(5), Duration.ofSeconds(2), 2, 3);
    private static final Pattern PATH_AND_QUERY = Pattern.compile("/[!-~&&[^#]]*");
    private static final String HASH = "hash:";

    private TargetSettingsReader() {}

    static TargetSettings read(Section section, TargetSettings fallback) {
        return new TargetSettings(
                section.value("balance", fallback.balance(), TargetSettingsReader::balance),
                health(section, fallback.health()),
                section.value(
                        "retries",
                        fallback.retries(),
                        text -> Scalar.number(text, 0, TargetSettings.MOST_RETRIES, "must be 0, 1, 2 or 3")),
                section.section("pool", pool -> pool(pool, fallback.pool())));
    }

    private static Balance balance(String text) throws Rejected {
        if (text.startsWith(HASH)) {
            return new Balance.Hash(HeaderName.token(text.substring(HASH.length())));
        }
        return switch (text) {
            case "round-robin" -> new Balance.RoundRobin();
            case "least-requests" -> new Balance.LeastRequests();
            default ->
                throw new Rejected(
                        "must be one of round-robin, least-requests, hash:<header>",
                        Suggestion.among(List.of("round-robin", "least-requests", "hash:X-User-Id"), text));
        };
    }

    private static @Nullable HealthCheck health(Section section, @Nullable HealthCheck fallback) {
        HealthCheck own = section.optionalSection("health", health -> check(health, fallback));
        return own == null ? fallback : own;
    }

    private static HealthCheck check(Section health, @Nullable HealthCheck inherited) {
        HealthCheck fallback = inherited == null ? CHECK : inherited;
        String path = inherited == null
                ? health.required("path", CHECK.path(), TargetSettingsReader::path, "what to ask for, such as /healthz")
                : health.value("path", inherited.path(), TargetSettingsReader::path);
        return new HealthCheck(
                path,
                health.positiveDuration("every", fallback.every()),
                health.positiveDuration("timeout", fallback.timeout()),
                health.value("healthy", fallback.healthy(), Scalar::count),
                health.value("unhealthy", fallback.unhealthy(), Scalar::count));
    }

    private static String path(String text) throws Rejected {
        if (!PATH_AND_QUERY.matcher(text).matches()) {
            throw new Rejected("must be a path such as /healthz, in visible ASCII");
        }
        return text;
    }

    private static Pool pool(Section pool, Pool fallback) {
        return new Pool(
                pool.value("connections", fallback.connections(), Scalar::count),
                pool.value("waiting", fallback.waiting(), Scalar::countOrNone),
                pool.positiveDuration("wait", fallback.longestWait()));
    }
}
