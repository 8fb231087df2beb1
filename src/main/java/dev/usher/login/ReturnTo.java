package dev.usher.login;

import dev.usher.http.Client;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where a browser goes after a login or logout: to a place that is ours, however the wish for another one is spelled.
 * What browsers, proxies and servers could read differently is refused and not repaired. Immutable.
 */
final class ReturnTo {

    static final String HOME = "/";

    private static final int MOST = 2_048;
    private static final int NOWHERE = -1;
    private static final String TLS = "https://";
    private static final String PLAIN = "http://";

    private final Set<String> hosts;

    /** @param hosts to which a browser may be sent beside the one that it came to */
    ReturnTo(Set<String> hosts) {
        this.hosts = hosts;
    }

    /** The wish, where it is safe; otherwise, or without one, {@value #HOME}. */
    String safe(@Nullable String wish, Client client) {
        if (wish == null || wish.length() > MOST || !isPlain(wish)) {
            return HOME;
        }
        int path = path(wish, client);
        return path != NOWHERE && isSafePath(wish, path) ? wish : HOME;
    }

    /** Browsers drop tabs and line ends wherever they stand, and take a backslash for a slash. */
    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c >= 0x7f || c == '\\') {
                return false;
            }
        }
        return true;
    }

    /** Where the path starts, behind nothing or behind an origin that is compared as a whole. */
    private int path(String wish, Client client) {
        if (wish.startsWith("/")) {
            return 0;
        }
        int host = wish.startsWith(TLS) ? TLS.length() : wish.startsWith(PLAIN) ? PLAIN.length() : NOWHERE;
        if (host == NOWHERE) {
            return NOWHERE;
        }
        int slash = wish.indexOf('/', host);
        int end = slash < 0 ? wish.length() : slash;
        String authority = wish.substring(host, end);
        boolean isOwn = authority.equals(client.host()) && wish.startsWith(client.scheme() + "://");
        // who came in plain has nothing to lose by going on like that
        boolean isAllowed = hosts.contains(authority) && (host == TLS.length() || !client.isOverTls());
        return isOwn || isAllowed ? end : NOWHERE;
    }

    /** What a careless reader could take for an authority, or for something else once decoded, is not safe. */
    private static boolean isSafePath(String wish, int start) {
        for (int i = start; i < wish.length(); i++) {
            char c = wish.charAt(i);
            if (c == '?' || c == '#') {
                return true;
            }
            boolean isDoubled = c == '/' && i + 1 < wish.length() && wish.charAt(i + 1) == '/';
            if (isDoubled || c == '@' || c == '%' && hidesSyntax(wish, i)) {
                return false;
            }
        }
        return true;
    }

    /** Escapes of control characters, slashes and {@code @}, and of escapes; and what is no escape. */
    private static boolean hidesSyntax(String wish, int percent) {
        if (percent + 2 >= wish.length()) {
            return true;
        }
        int high = Character.digit(wish.charAt(percent + 1), 16);
        int low = Character.digit(wish.charAt(percent + 2), 16);
        int octet = high << 4 | low;
        return high < 0 || low < 0 || octet < ' ' || octet == 0x7f || "/\\%@".indexOf(octet) >= 0;
    }
}
