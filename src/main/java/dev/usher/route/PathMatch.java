package dev.usher.route;

import dev.usher.config.RoutePattern;
import java.util.List;

/** Whether one pattern's path takes a path; for the rules of a route, which are few. The table has its own tree. */
public final class PathMatch {

    private PathMatch() {}

    /** Compares segment by segment, whether a final slash is there or not; the path is in its normal form. */
    public static boolean matches(RoutePattern pattern, String path) {
        List<String> wanted = pattern.segments();
        int start = 1;
        for (String segment : wanted) {
            if (start > path.length()) {
                return false;
            }
            int slash = path.indexOf('/', start);
            int end = slash < 0 ? path.length() : slash;
            if (!takes(segment, path, start, end)) {
                return false;
            }
            start = end + 1;
        }
        return pattern.open() || start >= path.length();
    }

    private static boolean takes(String segment, String path, int start, int end) {
        if (segment.equals(RoutePattern.ANY)) {
            return end > start;
        }
        return segment.length() == end - start && path.startsWith(segment, start);
    }
}
