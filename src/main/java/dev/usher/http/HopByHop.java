package dev.usher.http;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The fields that concern one connection and end at each hop, RFC 9110 section 7.6.1: a fixed set, and whatever
 * {@code Connection} nominates. {@code Upgrade} is among them: only an accepted WebSocket is ever tunnelled.
 */
public final class HopByHop {

    private static final Set<String> NAMES = Set.of(
            "connection",
            "keep-alive",
            "proxy",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "proxy-authenticate",
            "proxy-authorization",
            "http2-settings");

    /** The body's frame is for every recipient; a client that nominates it would have us forward a body without one. */
    private static final String FRAME = "content-length";

    private static final HopByHop NOTHING_MORE = new HopByHop(Set.of());

    private final Set<String> nominated;

    private HopByHop(Set<String> nominated) {
        this.nominated = nominated;
    }

    /** Whether a field of any message must not be passed on; the name in lower case. */
    public static boolean always(String lowerCaseName) {
        return NAMES.contains(lowerCaseName);
    }

    /** What ends here of a message with these headers. */
    public static HopByHop of(MultiMap headers) {
        List<String> connection = Fields.values(headers, HttpHeaders.CONNECTION);
        return connection.isEmpty() || isUsual(connection) ? NOTHING_MORE : new HopByHop(nominated(connection));
    }

    /** Whether a field of this message must not be passed on; the name in lower case. */
    public boolean ends(String lowerCaseName) {
        return always(lowerCaseName) || nominates(lowerCaseName);
    }

    /** Whether this message's {@code Connection} names it; the name in lower case. */
    public boolean nominates(String lowerCaseName) {
        return this != NOTHING_MORE && nominated.contains(lowerCaseName);
    }

    private static boolean isUsual(List<String> connection) {
        String first = connection.getFirst();
        return connection.size() == 1 && (first.equalsIgnoreCase("keep-alive") || first.equalsIgnoreCase("close"));
    }

    private static Set<String> nominated(List<String> connection) {
        Set<String> names = new HashSet<>();
        for (String line : connection) {
            for (String name : line.split(",", -1)) {
                names.add(name.strip().toLowerCase(Locale.ROOT));
            }
        }
        names.remove(FRAME);
        return names;
    }
}
