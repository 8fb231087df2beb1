package dev.usher.config;

import dev.usher.config.DefaultsReader.Defaults;
import dev.usher.config.RouteDefinition.AuthMode;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads one entry of {@code routes}. */
final class RouteReader {

    private static final RoutePattern EVERY_PATH = new RoutePattern(null, false, List.of(), true);

    private final @Nullable RoutePattern pattern;
    private final Defaults defaults;
    private final Path directory;

    /** @param pattern absent when it was wrong: the rest is still read for problems of its own */
    RouteReader(@Nullable RoutePattern pattern, Defaults defaults, Path directory) {
        this.pattern = pattern;
        this.defaults = defaults;
        this.directory = directory;
    }

    /** Nothing without a pattern or a target, which is then a problem. */
    Optional<RouteDefinition> read(Section route) {
        List<URI> targets = targets(route);
        Defaults own = DefaultsReader.read(route, defaults);
        Set<String> roles = roles(route, own.auth());
        Freshness freshness = Freshness.read(route, own.auth());
        List<RuleDefinition> rules = new RulesReader(pattern == null ? EVERY_PATH : pattern, own.auth()).read(route);
        String strip = strip(route);
        ServiceTls tls = new ServiceTlsReader(directory).read(route, targets);
        CorsDefinition cors = route.optionalSection("cors", CorsReader::read);
        return pattern == null || targets.isEmpty()
                ? Optional.empty()
                : Optional.of(new RouteDefinition(
                        pattern,
                        targets,
                        own.auth(),
                        own.unauthenticated(),
                        roles,
                        freshness,
                        rules,
                        strip,
                        null,
                        own.timeouts(),
                        own.bodyLimit(),
                        own.compress(),
                        own.targetSettings(),
                        tls,
                        own.limits(),
                        cors));
    }

    private static List<URI> targets(Section route) {
        if (!route.has("target")) {
            route.problem("target", "is missing: the service's address, such as http://orders:8080");
        }
        List<URI> targets = route.someOf("target", Address::origin);
        if (targets.size() > RouteDefinition.MOST_TARGETS) {
            route.problem("target", "must not have more than " + RouteDefinition.MOST_TARGETS + " addresses");
        } else if (Set.copyOf(targets).size() < targets.size()) {
            route.problem("target", "has the same address twice; remove one");
        }
        return targets;
    }

    /** The roles of a route or a rule; asking for roles where nobody is asked for a token lets everybody in. */
    static Set<String> roles(Section section, AuthMode auth) {
        List<String> roles = section.someOf("roles", Scalar::text);
        if (section.has("roles") && !auth.needsSession()) {
            section.problem(
                    "roles",
                    "needs auth: required or guest; with " + auth.name().toLowerCase(Locale.ROOT)
                            + " a request without a user would pass");
        }
        return Set.copyOf(roles);
    }

    private @Nullable String strip(Section route) {
        return route.optional("strip", text -> {
            List<String> prefix = PatternParser.literalPath(
                    text, "must be a path such as /api: it starts with /, does not end with one, and has no *");
            if (pattern != null && !startsWith(pattern.segments(), prefix)) {
                throw new Rejected("must be the first segments of the route's pattern, whole and without *");
            }
            return "/" + String.join("/", prefix);
        });
    }

    private static boolean startsWith(List<String> segments, List<String> prefix) {
        return segments.size() >= prefix.size()
                && segments.subList(0, prefix.size()).equals(prefix);
    }
}
