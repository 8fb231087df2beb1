package dev.usher.config;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One rule of a route.
 *
 * @param methods upper case; empty: every method
 * @param path a pattern below the route's; absent: every path of the route
 * @param roles the user needs one of them; empty: any user will do
 * @param freshness how sure it must be that the session counts, beyond what the route says
 */
public record RuleDefinition(Set<String> methods, @Nullable RoutePattern path, Set<String> roles, Freshness freshness) {

    public RuleDefinition {
        methods = Set.copyOf(methods);
        roles = Set.copyOf(roles);
    }
}
