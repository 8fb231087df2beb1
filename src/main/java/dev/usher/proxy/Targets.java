package dev.usher.proxy;

import dev.usher.config.RouteDefinition;
import java.util.List;

/** The targets of one route, taken in turn. One instance per event loop. */
final class Targets {

    private final List<Target> targets;
    private int next;

    Targets(RouteDefinition route) {
        targets =
                route.targets().stream().map(uri -> Target.of(uri, route.tls())).toList();
    }

    Target next() {
        Target target = targets.get(next);
        next = (next + 1) % targets.size();
        return target;
    }
}
