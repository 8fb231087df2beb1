package dev.usher.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the patterns of {@code routes} and {@code rules}. */
final class PatternParser {

    private static final String REST = "**";
    private static final Pattern HOST = Pattern.compile("(?!-)[a-z0-9_-]{1,63}(\\.(?!-)[a-z0-9_-]{1,63})*");

    private PatternParser() {}

    static RoutePattern parse(String text) throws Rejected {
        int slash = text.indexOf('/');
        if (slash < 0) {
            throw new Rejected(
                    "must have a path: it starts with /, or with a host and then a /",
                    text.isEmpty() ? "" : Suggestion.of(text.contains(".") ? text + "/**" : "/" + text));
        }
        String host = text.substring(0, slash);
        boolean wildcardHost = host.startsWith("*.");
        return path(host.isEmpty() ? null : host(wildcardHost ? host.substring(2) : host), wildcardHost, text, slash);
    }

    /** A path in which every segment stands for itself. */
    static List<String> literalPath(String text, String rule) throws Rejected {
        if (!text.startsWith("/") || text.length() == 1 || text.endsWith("/") || text.contains(RoutePattern.ANY)) {
            throw new Rejected(rule);
        }
        return parse(text).segments();
    }

    private static RoutePattern path(@Nullable String host, boolean wildcardHost, String text, int slash)
            throws Rejected {
        List<String> written = Arrays.asList(text.substring(slash + 1).split("/", -1));
        boolean open = written.getLast().equals(REST);
        List<String> segments = new ArrayList<>();
        for (String segment : open ? written.subList(0, written.size() - 1) : written) {
            if (segment.isEmpty() && segments.size() < written.size() - 1) {
                throw new Rejected("must not have an empty segment (//) inside the path");
            }
            segments.add(segment.equals(RoutePattern.ANY) ? segment : literal(segment));
        }
        return new RoutePattern(host, wildcardHost, segments, open);
    }

    private static String literal(String segment) throws Rejected {
        if (segment.equals(REST)) {
            throw new Rejected("must have ** as its last segment only; use * for one segment");
        }
        if (segment.contains(RoutePattern.ANY)) {
            throw new Rejected("must have * as a whole segment, such as /a/*/b; a literal star is escaped");
        }
        return PathSegment.normalised(segment);
    }

    private static String host(String written) throws Rejected {
        String lower = written.toLowerCase(Locale.ROOT);
        String host = lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
        if (host.contains(":")) {
            throw new Rejected("must not have a scheme or a port: a host name is enough");
        }
        if (host.contains(RoutePattern.ANY)) {
            throw new Rejected("must have * in a host only in front, such as *.example.com/**");
        }
        if (!HOST.matcher(host).matches()) {
            throw new Rejected("must have a host name in ASCII before its first /, such as admin.example.com/** (an "
                    + "international name in its xn-- form)");
        }
        return host;
    }
}
