package dev.usher.access;

import dev.usher.config.Freshness;
import dev.usher.config.RouteDefinition;
import dev.usher.config.RouteDefinition.AuthMode;
import dev.usher.config.RuleDefinition;
import dev.usher.http.GatewayFailure;
import dev.usher.route.PathMatch;
import dev.usher.route.Route;
import dev.usher.session.Caller;
import dev.usher.session.Session;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Decides. A route's roles and every rule that applies to the method and path must agree; where a route has rules, a
 * request that none of them takes is refused. Stateless.
 */
public final class Policy {

    private Policy() {}

    /**
     * Decides one request.
     *
     * @param path in the normal form of {@code RequestTarget}, before a prefix is stripped
     */
    public static Decision decide(Route route, String method, String path, Caller caller) {
        return switch (caller) {
            case Caller.Known(Session session) ->
                stillAllows(route, method, path, session) ? new Forward(route, session) : refused(session);
            case Caller.Anonymous() -> withoutUser(route, method, path, Policy::missing);
            case Caller.Refused refused -> withoutUser(route, method, path, refused.reason()::failure);
        };
    }

    /**
     * Whether a user, as it is known now, may still have what the same request was permitted.
     *
     * @param path as for {@link #decide}
     */
    public static boolean stillAllows(Route route, String method, String path, Session now) {
        return (route.definition().auth() != AuthMode.REQUIRED || !now.isGuest())
                && allows(route.definition(), method, path, now.roles());
    }

    /** How sure the route and every rule that applies want to be of a request's session. */
    public static Freshness freshness(Route route, String method, String path) {
        Freshness wanted = route.definition().freshness();
        for (RuleDefinition rule : route.definition().rules()) {
            if (applies(rule, method, path)) {
                wanted = wanted.and(rule.freshness());
            }
        }
        return wanted;
    }

    private static GatewayFailure missing() {
        return new GatewayFailure.Unauthenticated("token-missing", "log in first, then send the token");
    }

    /** A guest can do something about it. */
    private static Decision refused(Session session) {
        return session.isGuest()
                ? new Decision.SignIn(new GatewayFailure.Unauthenticated(
                        "login-required", "guests may not do this; log in with an account"))
                : new Decision.Refuse(new GatewayFailure.Forbidden());
    }

    private static Decision withoutUser(Route route, String method, String path, Supplier<GatewayFailure> why) {
        AuthMode mode = route.definition().auth();
        if (!mode.needsSession() && allows(route.definition(), method, path, List.of())) {
            return new Forward(route, null);
        }
        // where no token is looked at, logging in would not help
        return mode == AuthMode.NONE
                ? new Decision.Refuse(new GatewayFailure.Forbidden())
                : new Decision.SignIn(why.get());
    }

    private static boolean allows(RouteDefinition route, String method, String path, List<String> roles) {
        boolean taken = route.rules().isEmpty();
        for (RuleDefinition rule : route.rules()) {
            if (applies(rule, method, path)) {
                taken = true;
                if (!hasOneOf(rule.roles(), roles)) {
                    return false;
                }
            }
        }
        return taken && hasOneOf(route.roles(), roles);
    }

    private static boolean applies(RuleDefinition rule, String method, String path) {
        return (rule.methods().isEmpty() || rule.methods().contains(method))
                && (rule.path() == null || PathMatch.matches(rule.path(), path));
    }

    private static boolean hasOneOf(Set<String> wanted, List<String> roles) {
        if (wanted.isEmpty()) {
            return true;
        }
        for (int i = 0; i < roles.size(); i++) {
            if (wanted.contains(roles.get(i))) {
                return true;
            }
        }
        return false;
    }
}
