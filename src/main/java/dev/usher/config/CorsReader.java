package dev.usher.config;

import dev.usher.config.CorsDefinition.Wildcard;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads the {@code cors} of a route. */
final class CorsReader {

    private static final Pattern ORIGIN =
            Pattern.compile("(https?)://(\\*\\.)?([a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*"
                    + "|\\[[0-9a-f:.]+])(:\\d{1,5})?");
    private static final String ANY = "*";

    private CorsReader() {}

    static CorsDefinition read(Section cors) {
        if (!cors.has("origins")) {
            cors.problem("origins", "is missing: the pages that may call, such as https://app.example.com");
        }
        List<String> written = cors.someOf("origins", CorsReader::origin);
        boolean credentials = cors.value("credentials", false, Scalar::yesOrNo);
        if (written.contains(ANY) && credentials) {
            cors.problem("credentials", "must not be true with the origin *: every page could act for your users");
        }
        Set<String> origins = new HashSet<>();
        List<Wildcard> wildcards = new ArrayList<>();
        for (String origin : written) {
            int star = origin.indexOf('*');
            if (star < 0) {
                origins.add(origin);
            } else if (!origin.equals(ANY)) {
                wildcards.add(new Wildcard(origin.substring(0, star), origin.substring(star + 1)));
            }
        }
        return new CorsDefinition(
                written.contains(ANY),
                origins,
                wildcards,
                credentials,
                cors.someOf("methods", RulesReader::method),
                cors.someOf("headers", text -> HeaderName.token(text).toLowerCase(Locale.ROOT)),
                cors.someOf("expose", HeaderName::token),
                cors.duration("max-age", Duration.ofMinutes(10)));
    }

    /** The same without a star. */
    static String exactOrigin(String text) throws Rejected {
        if (text.indexOf('*') >= 0) {
            throw new Rejected("must be one origin, such as https://app.example.com, without *");
        }
        return origin(text);
    }

    /** As a browser would write it, RFC 6454 section 6.2. */
    private static String origin(String text) throws Rejected {
        if (text.equals(ANY)) {
            return text;
        }
        String lower = text.toLowerCase(Locale.ROOT);
        if (!ORIGIN.matcher(lower).matches()) {
            throw new Rejected("must be an origin: a scheme, a host and perhaps a port, such as "
                    + "https://app.example.com or https://*.example.com, and no path");
        }
        String usualPort = lower.startsWith("https:") ? ":443" : ":80";
        return lower.endsWith(usualPort) ? lower.substring(0, lower.length() - usualPort.length()) : lower;
    }
}
