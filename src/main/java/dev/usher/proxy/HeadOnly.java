package dev.usher.proxy;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The names that mean something before a body alone: framing, routing, credentials, what a request asks for and what
 * an answer is. RFC 9110 section 6.5.1 has no trailer of these, either way.
 */
final class HeadOnly {

    private static final Set<String> NAMES = Set.of(
            "content-length",
            "host",
            "content-encoding",
            "content-type",
            "content-range",
            "content-language",
            "content-location",
            "content-disposition",
            "cache-control",
            "pragma",
            "expires",
            "date",
            "age",
            "location",
            "retry-after",
            "vary",
            "set-cookie",
            "cookie",
            "authorization",
            "www-authenticate",
            "authentication-info",
            "expect",
            "max-forwards",
            "range",
            "origin",
            "referer",
            "user-agent",
            "from",
            "via",
            "priority",
            "prefer",
            "traceparent",
            "tracestate",
            "baggage",
            "alt-svc");

    private static final List<String> PREFIXES = List.of("accept", "access-control-", "if-", "proxy-", "sec-");

    private static final Pattern SEPARATORS = Pattern.compile("[^a-z0-9]+");

    private HeadOnly() {}

    /** Whether it is one of them; the name in lower case. Servers disagree on what separates its words. */
    static boolean contains(String lowerCaseName) {
        String name = SEPARATORS.matcher(lowerCaseName).replaceAll("-");
        return NAMES.contains(name) || PREFIXES.stream().anyMatch(name::startsWith);
    }
}
