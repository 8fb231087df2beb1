package dev.usher.config;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** The two kinds of URL in the file: the user server's root, and the origin of a service. */
final class Address {

    private static final Pattern HOST_AND_PORT = Pattern.compile("[A-Za-z0-9.-]+(:\\d+)?");

    private static final Set<String> USER_SERVER = Set.of("http", "https");

    /** {@code h2c} is HTTP/2 without TLS, known beforehand: RFC 9113 section 3.3. */
    private static final Set<String> SERVICE = Set.of("http", "https", "h2c");

    /** What is never looked up in the internet: RFC 6761, RFC 6762, RFC 8375, ICANN's .internal, and clusters. */
    private static final Pattern PRIVATE_NAME =
            Pattern.compile(".*\\.(localhost|test|invalid|local|home\\.arpa|internal|lan|svc)\\.?");

    /** RFC 4193, which the JDK does not know. */
    private static final AddressBlock UNIQUE_LOCAL = new AddressBlock(InetAddress.ofLiteral("fc00::"), 7);

    private Address() {}

    /** Scheme, host and port of a service; the path is the request's own. */
    static URI origin(String text) throws Rejected {
        URI uri = parsed(text, SERVICE, "must be a service's http, https or h2c address, such as http://orders:8080");
        String path = uri.getRawPath();
        if (!path.isEmpty() && !path.equals("/")) {
            throw new Rejected("must not have a path: a request's path is forwarded as it is; use strip to shorten it");
        }
        return rebuilt(uri, "");
    }

    /** What {@code /users/login} is appended to. */
    static URI root(String text) throws Rejected {
        URI uri = parsed(
                text,
                USER_SERVER,
                "must be the user server's http or https address, such as "
                        + "https://api.backendless.com/APP-ID/API-KEY");
        String path = uri.getRawPath();
        String trimmed = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        if (trimmed.contains("//") || trimmed.endsWith("/")) {
            throw new Rejected("must not have an empty segment (//) in its path; is a variable empty?");
        }
        if (!uri.normalize().getRawPath().equals(path)) {
            throw new Rejected("must not have . or .. in its path");
        }
        if (!path.chars().allMatch(c -> c < 0x80)) {
            throw new Rejected(
                    "must have all but ASCII percent-encoded in its path", Suggestion.of(uri.toASCIIString()));
        }
        return rebuilt(uri, trimmed);
    }

    /** Whether packets to a host stay in a network of one's own, as far as its name or address says. */
    static boolean isPrivate(String host) {
        String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        try {
            InetAddress address = InetAddress.ofLiteral(bare);
            return address.isLoopbackAddress()
                    || address.isSiteLocalAddress()
                    || address.isLinkLocalAddress()
                    || UNIQUE_LOCAL.contains(address);
        } catch (IllegalArgumentException name) {
            return bare.indexOf('.') < 0 || PRIVATE_NAME.matcher(bare).matches();
        }
    }

    private static URI parsed(String text, Set<String> schemes, String rule) throws Rejected {
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException e) {
            throw new Rejected(rule);
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (uri.isOpaque() || !schemes.contains(scheme)) {
            throw new Rejected(rule, HOST_AND_PORT.matcher(text).matches() ? Suggestion.of("http://" + text) : "");
        }
        if (uri.getRawUserInfo() != null) {
            throw new Rejected("must not have a user or password in it");
        }
        if (uri.getPort() == 0 || uri.getPort() > 65_535) {
            throw new Rejected("must have a port of 1 to 65535");
        }
        if (uri.getHost() == null) {
            throw new Rejected(rule + "; host names have letters, digits, '-' and '.', and no '_'");
        }
        if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw new Rejected("must not have a query or a fragment");
        }
        return uri;
    }

    private static URI rebuilt(URI uri, String path) {
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        return URI.create(uri.getScheme().toLowerCase(Locale.ROOT) + "://"
                + uri.getHost().toLowerCase(Locale.ROOT) + port + path);
    }
}
