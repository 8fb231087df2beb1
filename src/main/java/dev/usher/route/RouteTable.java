package dev.usher.route;

import dev.usher.config.RouteDefinition;
import dev.usher.config.RoutePattern;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All routes. The most specific pattern wins, whatever its order in the file: first by host (a name, then the longest
 * wildcard, then none), then by path. Immutable; shared by all event loops.
 */
public final class RouteTable {

    private final List<Route> routes;
    private final Map<String, PathTree> byHost = new HashMap<>();
    private final List<WildcardHost> byWildcard = new ArrayList<>();
    private final PathTree anyHost = new PathTree();

    /** @param definitions no two with equal patterns, as the configuration's reader sees to */
    public RouteTable(List<RouteDefinition> definitions) {
        routes = definitions.stream().map(Route::new).sorted(matchingOrder()).toList();
        for (Route route : routes) {
            treeOf(route.definition().pattern()).add(route);
        }
    }

    /**
     * Finds the route of a request.
     *
     * @param host lower case, without port and trailing dot
     * @param path in the normal form of {@code RequestTarget}
     */
    public @Nullable Route match(String host, String path) {
        PathTree exact = byHost.get(host);
        Route found = exact == null ? null : exact.match(path);
        for (int i = 0; found == null && i < byWildcard.size(); i++) {
            WildcardHost wildcard = byWildcard.get(i);
            found = wildcard.takes(host) ? wildcard.tree.match(path) : null;
        }
        return found != null ? found : anyHost.match(path);
    }

    /** The table in the order in which patterns are preferred. */
    public List<Route> inMatchingOrder() {
        return routes;
    }

    private PathTree treeOf(RoutePattern pattern) {
        String host = pattern.host();
        if (host == null) {
            return anyHost;
        }
        if (!pattern.wildcardHost()) {
            return byHost.computeIfAbsent(host, h -> new PathTree());
        }
        for (WildcardHost known : byWildcard) {
            if (known.suffix.equals("." + host)) {
                return known.tree;
            }
        }
        WildcardHost added = new WildcardHost("." + host, new PathTree());
        byWildcard.add(added);
        return added.tree;
    }

    private static Comparator<Route> matchingOrder() {
        return Comparator.comparing((Route route) -> route.definition().pattern(), RouteTable::compareHosts)
                .thenComparing(route -> route.definition().pattern(), PathTree::compare);
    }

    private static int compareHosts(RoutePattern left, RoutePattern right) {
        if (left.host() == null || right.host() == null) {
            return Boolean.compare(left.host() == null, right.host() == null);
        }
        if (left.wildcardHost() != right.wildcardHost()) {
            return left.wildcardHost() ? 1 : -1;
        }
        int longerFirst =
                left.wildcardHost() ? right.host().length() - left.host().length() : 0;
        return longerFirst != 0 ? longerFirst : left.host().compareTo(right.host());
    }

    private record WildcardHost(String suffix, PathTree tree) {
        boolean takes(String host) {
            return host.length() > suffix.length() && host.endsWith(suffix);
        }
    }
}
