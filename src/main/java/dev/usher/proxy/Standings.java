package dev.usher.proxy;

import dev.usher.config.RouteDefinition;
import dev.usher.config.RoutePattern;
import dev.usher.config.TargetSettings.HealthCheck;
import dev.usher.observe.Metrics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** How the targets of all routes are, as the whole process knows it. Immutable; shared by all event loops. */
public final class Standings {

    private final Map<RoutePattern, List<Standing>> byRoute = new HashMap<>();
    private final Map<Check, List<Standing>> byCheck = new LinkedHashMap<>();

    /** One question to one target, whichever routes are interested in its answer. */
    record Check(Target target, HealthCheck how) {}

    public Standings(List<RouteDefinition> routes, Metrics metrics) {
        for (RouteDefinition route : routes) {
            List<Target> targets = route.targets().stream()
                    .map(uri -> Target.of(uri, route.tls()))
                    .toList();
            List<Standing> standings = targets.stream()
                    .map(target -> new Standing(route.name(), target, targets.size() == 1, metrics, System::nanoTime))
                    .toList();
            byRoute.put(route.pattern(), standings);
            standings.forEach(standing -> publish(route, standing, metrics));
        }
    }

    private void publish(RouteDefinition route, Standing standing, Metrics metrics) {
        metrics.target(route.name(), standing.target().origin(), standing::isHealthy, standing::isEjected);
        HealthCheck how = route.targetSettings().health();
        if (how != null) {
            byCheck.computeIfAbsent(new Check(standing.target(), how), check -> new ArrayList<>())
                    .add(standing);
        }
    }

    /** In the order of the route's targets. */
    List<Standing> of(RouteDefinition route) {
        return Objects.requireNonNull(byRoute.get(route.pattern()), "a route that came later");
    }

    Map<Check, List<Standing>> checks() {
        return byCheck;
    }
}
