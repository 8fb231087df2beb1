package dev.usher.config;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Which pages of other origins may call a route with a browser, and how.
 *
 * @param anyOrigin every origin; never with credentials
 * @param origins as browsers send them: lower case, without the scheme's own port
 * @param wildcards origins below a domain
 * @param credentials whether cookies may be sent along
 * @param methods empty: the usual ones
 * @param headers lower case, which requests may carry; empty: those that a browser asks for
 * @param expose names of response headers that scripts may read
 * @param maxAge how long a browser may remember the answer
 */
public record CorsDefinition(
        boolean anyOrigin,
        Set<String> origins,
        List<Wildcard> wildcards,
        boolean credentials,
        List<String> methods,
        List<String> headers,
        List<String> expose,
        Duration maxAge) {

    public CorsDefinition {
        origins = Set.copyOf(origins);
        wildcards = List.copyOf(wildcards);
        methods = List.copyOf(methods);
        headers = List.copyOf(headers);
        expose = List.copyOf(expose);
    }

    /** All hosts below a name, written {@code https://*.example.com}: what stands before and after the star. */
    public record Wildcard(String before, String after) {

        /** Whether whole labels stand in the star's place, and nothing that would move the end of the host. */
        boolean takes(String origin) {
            int end = origin.length() - after.length();
            if (end <= before.length() || !origin.startsWith(before) || !origin.endsWith(after)) {
                return false;
            }
            for (int i = before.length(); i < end; i++) {
                char c = origin.charAt(i);
                if (!(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '.')) {
                    return false;
                }
            }
            return true;
        }
    }

    /** Whether a page of this origin may call; names are compared byte for byte, as RFC 6454 has it. */
    public boolean allows(String origin) {
        if (anyOrigin || origins.contains(origin)) {
            return true;
        }
        for (Wildcard wildcard : wildcards) {
            if (wildcard.takes(origin)) {
                return true;
            }
        }
        return false;
    }
}
