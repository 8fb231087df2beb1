package dev.usher.route;

import dev.usher.config.RoutePattern;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The path patterns of one host, as a tree of segments. A literal segment beats {@code *}, which beats {@code /**}, and
 * a longer pattern beats a shorter one, whatever their order in the file. Immutable once built.
 */
final class PathTree {

    private final Node root = new Node();

    void add(Route route) {
        RoutePattern pattern = route.definition().pattern();
        Node node = root;
        for (String segment : pattern.segments()) {
            node = node.grow(segment);
        }
        if (pattern.open()) {
            node.open = route;
        } else {
            node.exact = route;
        }
    }

    @Nullable
    Route match(String path) {
        return match(root, path, 1);
    }

    /** {@code start} is where the next segment begins, beyond the path's end when there is none. */
    private static @Nullable Route match(Node node, String path, int start) {
        if (start > path.length()) {
            return node.exact != null ? node.exact : node.open;
        }
        int slash = path.indexOf('/', start);
        int end = slash < 0 ? path.length() : slash;
        Node literal = node.children.get(path.substring(start, end));
        Route found = literal == null ? null : match(literal, path, end + 1);
        if (found == null && node.any != null && end > start) {
            found = match(node.any, path, end + 1);
        }
        if (found == null && start == path.length()) {
            // to many services a final slash makes no difference; a route of its own was looked for above
            found = node.exact;
        }
        return found != null ? found : node.open;
    }

    /** Orders patterns of one host as {@link #match} tries them. */
    static int compare(RoutePattern left, RoutePattern right) {
        List<String> a = left.segments();
        List<String> b = right.segments();
        for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
            boolean anyLeft = a.get(i).equals(RoutePattern.ANY);
            boolean anyRight = b.get(i).equals(RoutePattern.ANY);
            if (anyLeft != anyRight) {
                return anyLeft ? 1 : -1;
            }
            int order = a.get(i).compareTo(b.get(i));
            if (order != 0) {
                return order;
            }
        }
        return a.size() != b.size() ? Integer.compare(b.size(), a.size()) : Boolean.compare(left.open(), right.open());
    }

    private static final class Node {
        private final Map<String, Node> children = new HashMap<>();
        private @Nullable Node any;
        private @Nullable Route exact;
        private @Nullable Route open;

        Node grow(String segment) {
            if (!segment.equals(RoutePattern.ANY)) {
                return children.computeIfAbsent(segment, s -> new Node());
            }
            Node node = any;
            if (node == null) {
                node = new Node();
                any = node;
            }
            return node;
        }
    }
}
