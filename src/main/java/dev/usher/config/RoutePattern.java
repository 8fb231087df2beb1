package dev.usher.config;

import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What requests a route takes: an optional host and a path.
 *
 * <p>{@code /a/b} matches that path, with or without a final slash, {@code /a/*} one more segment, {@code /a/**} the
 * path itself and everything below it; {@code *} may stand for any whole segment. A host is a name or {@code *.name},
 * which matches one or more labels before the name. Paths are compared byte for byte, hosts in lower case without a
 * trailing dot or a port.
 *
 * @param host lower case, without the {@code *.} of a wildcard; absent: every host
 * @param wildcardHost whether the host was written {@code *.name}
 * @param segments what stands between the slashes, without the final {@code **}; {@code /} is one empty segment, and so
 *     is what follows a trailing slash; escaped as a request's path is
 * @param open whether the pattern ends with {@code /**}
 */
public record RoutePattern(@Nullable String host, boolean wildcardHost, List<String> segments, boolean open) {

    /** The segment that matches any one segment. */
    public static final String ANY = "*";

    public RoutePattern {
        segments = List.copyOf(segments);
    }

    /** Reads what the file says, in the normal form that request paths are brought into. */
    static RoutePattern parse(String text) throws Rejected {
        return PatternParser.parse(text);
    }

    /** Whether every path that the other pattern matches is matched by this one too, whatever the hosts. */
    boolean takesPathsOf(RoutePattern other) {
        boolean longEnough = open ? other.segments.size() >= segments.size() : sameShape(other);
        return longEnough
                && IntStream.range(0, segments.size()).allMatch(i -> takes(segments.get(i), other.segments.get(i)));
    }

    private boolean sameShape(RoutePattern other) {
        return !other.open && other.segments.size() == segments.size();
    }

    private static boolean takes(String mine, String theirs) {
        // A trailing slash is one empty segment, which is not one more segment.
        return mine.equals(theirs) || (mine.equals(ANY) && !theirs.isEmpty());
    }

    /** As it would be written in the file. */
    @Override
    public String toString() {
        String hostPart = host == null ? "" : wildcardHost ? "*." + host : host;
        String path = segments.isEmpty() ? "" : "/" + String.join("/", segments);
        return hostPart + path + (open ? "/**" : "");
    }
}
