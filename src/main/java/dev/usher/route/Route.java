package dev.usher.route;

import dev.usher.config.RouteDefinition;
import dev.usher.http.RequestTarget;

/** A route of the table, ready to be matched against and forwarded to. */
public final class Route {

    private final RouteDefinition definition;
    private final String name;

    Route(RouteDefinition definition) {
        this.definition = definition;
        this.name = definition.name();
    }

    public RouteDefinition definition() {
        return definition;
    }

    /** The pattern as it is written in the file, without an API key; the label in the log and in metrics. */
    public String name() {
        return name;
    }

    /**
     * What the service is asked for: the target that was matched, without the prefix that the route strips, and with
     * the user server's own. The prefix ends at a segment, so what is left is a path again and cannot have gained a dot
     * segment.
     */
    public String forwardTarget(RequestTarget target) {
        String strip = definition.strip();
        if (strip == null) {
            return target.pathAndQuery();
        }
        String rest = target.path().substring(strip.length());
        String root = definition.userServerRoot();
        return target.withPath((root == null ? "" : root) + (rest.isEmpty() ? "/" : rest));
    }

    @Override
    public String toString() {
        return name;
    }
}
