package dev.usher.config;

import dev.usher.config.DefaultsReader.Defaults;
import dev.usher.config.FacadeSettings.Form;
import dev.usher.config.RouteDefinition.AuthMode;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes the entries of the route table that lead to the user server. */
final class FacadeRoutes {

    private static final RoutePattern DOMAIN = new RoutePattern(null, false, List.of("api"), true);

    private final Section root;
    private final LoginSettings login;
    private final FacadeSettings facade;
    private final URI url;
    private final Defaults defaults;

    FacadeRoutes(Section root, LoginSettings login, URI url, Defaults defaults) {
        this.root = root;
        this.login = login;
        this.facade = login.facade();
        this.url = url;
        this.defaults = defaults;
    }

    /** @param others none of which may have the same pattern */
    List<RouteDefinition> beside(List<RouteDefinition> others) {
        List<RouteDefinition> routes = new ArrayList<>();
        for (Form form : Form.values()) {
            RoutePattern pattern = facade.forms().contains(form) ? pattern(form) : null;
            if (pattern != null) {
                refuseTwin(form, pattern, others);
                routes.add(route(pattern));
            }
        }
        return routes;
    }

    private @Nullable RoutePattern pattern(Form form) {
        return switch (form) {
            case IDS -> ids();
            case DOMAIN -> DOMAIN;
        };
    }

    /** The application id and the key are the last two segments, whatever a server of one's own has before them. */
    private @Nullable RoutePattern ids() {
        List<String> path = Arrays.stream(url.getRawPath().split("/"))
                .filter(segment -> !segment.isEmpty())
                .toList();
        if (path.size() < 2) {
            if (!url.equals(UserServerReader.STAND_IN)) {
                root.problem("login", "has a facade for ids, but auth.url has no application id and key in its path");
            }
            return null;
        }
        try {
            return PatternParser.parse("/" + String.join("/", path.subList(path.size() - 2, path.size())) + "/**");
        } catch (Rejected wrong) {
            root.problem("auth", "has an application id and key in its url that cannot be a path for clients");
            return null;
        }
    }

    /** The pattern of ids is not repeated: a key may be a secret. */
    private void refuseTwin(Form form, RoutePattern pattern, List<RouteDefinition> others) {
        if (others.stream().anyMatch(route -> route.pattern().equals(pattern))) {
            root.problem(
                    "login",
                    "has a facade for " + Scalar.word(form) + ", and there is a route with that pattern; remove one");
        }
        if (("/" + String.join("/", pattern.segments()) + "/").startsWith(login.path() + "/")) {
            root.problem("login", "has a path that takes those of its own facade; move it");
        }
    }

    private RouteDefinition route(RoutePattern pattern) {
        return new RouteDefinition(
                pattern,
                List.of(URI.create(url.getScheme() + "://" + url.getRawAuthority())),
                AuthMode.OPTIONAL,
                RouteDefinition.Unauthenticated.REFUSE,
                Set.of(),
                Freshness.USUAL,
                List.of(),
                "/" + String.join("/", pattern.segments()),
                url.getRawPath(),
                defaults.timeouts(),
                defaults.bodyLimit(),
                defaults.compress(),
                new TargetSettings(
                        new Balance.RoundRobin(),
                        null,
                        defaults.targetSettings().retries(),
                        defaults.targetSettings().pool()),
                null,
                defaults.limits(),
                facade.cors());
    }
}
