package dev.usher.config;

import dev.usher.config.DefaultsReader.Defaults;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads {@code routes}, and finds those that could never get a request. */
final class RoutesReader {

    private static final String HINT = "no route: at least one is needed, such as /api/orders/**: http://orders:8080";
    private static final RoutePattern JWKS = new RoutePattern(null, false, List.of(".well-known", "jwks.json"), false);

    private final Defaults defaults;
    private final Path directory;
    private final RoutePattern login;
    private final Map<RoutePattern, Field> earlier = new HashMap<>();

    RoutesReader(Defaults defaults, String loginPath, Path directory) {
        this.defaults = defaults;
        this.directory = directory;
        this.login =
                new RoutePattern(null, false, List.of(loginPath.substring(1).split("/")), true);
    }

    List<RouteDefinition> read(Section root) {
        Field field = root.field("routes");
        if (field == null) {
            root.problem("routes", HINT);
            return List.of();
        }
        if (field.value() instanceof Value.Mapping mapping && mapping.entries().isEmpty()) {
            field.problem(HINT);
        }
        List<RouteDefinition> routes = new ArrayList<>();
        for (Field.Named entry : field.entries()) {
            route(entry).ifPresent(routes::add);
        }
        return routes;
    }

    private Optional<RouteDefinition> route(Field.Named entry) {
        RoutePattern pattern = entry.key().read(RoutePattern::parse);
        if (pattern != null) {
            refuseUnreachable(entry.key(), pattern);
            warnOfMissingSlash(entry.key(), pattern);
        }
        return entry.value().section("target", new RouteReader(pattern, defaults, directory)::read);
    }

    private void refuseUnreachable(Field key, RoutePattern pattern) {
        Field twin = earlier.putIfAbsent(pattern, key);
        if (twin != null) {
            key.problem("is the same pattern as the one on line " + twin.line() + "; remove one");
        }
        if (login.takesPathsOf(pattern)) {
            key.problem("is unreachable: all paths below login.path are the gateway's own; move one of the two");
        }
        if (JWKS.takesPathsOf(pattern)) {
            key.problem("is unreachable: the gateway publishes its own keys there; remove it");
        }
    }

    private static void warnOfMissingSlash(Field key, RoutePattern pattern) {
        String host = pattern.host();
        if (host != null && !host.contains(".") && !host.equals("localhost")) {
            key.warn("takes requests for a host of that name; a path starts with /");
        }
    }
}
