package dev.usher.config;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The gateway's own endpoints for logging in.
 *
 * @param path prefix of the endpoints, starts with a slash and does not end with one
 * @param tokenFrom where a request's token is looked for; never empty
 * @param returnTo hosts beside the gateway's own, with a port where they have one, to which a browser may be sent after
 *     a login or logout
 * @param safeOrigins whose pages may act with their users' cookies as the gateway's own may
 */
public record LoginSettings(
        String path,
        CookieSettings cookie,
        List<TokenSource> tokenFrom,
        Set<String> returnTo,
        Set<String> safeOrigins,
        PageSettings page,
        ThrottleSettings throttle,
        FacadeSettings facade) {

    public LoginSettings {
        tokenFrom = List.copyOf(tokenFrom);
        returnTo = Set.copyOf(returnTo);
        safeOrigins = Set.copyOf(safeOrigins);
        if (tokenFrom.isEmpty()) {
            throw new IllegalArgumentException("no place to find a token");
        }
    }

    /** What pages of safe origins may do with the endpoints and read of them; absent: there are no such pages. */
    public @Nullable CorsDefinition cors() {
        return safeOrigins.isEmpty()
                ? null
                : new CorsDefinition(
                        false,
                        safeOrigins,
                        List.of(),
                        true,
                        List.of("GET", "HEAD", "POST"),
                        List.of(),
                        List.of("X-Request-Id", "Retry-After", "RateLimit", "RateLimit-Policy"),
                        Duration.ofMinutes(10));
    }

    /** Whether a cookie is looked at, so that it makes sense to set one. */
    public boolean takesCookies() {
        return tokenFrom.contains(new TokenSource.Cookie());
    }

    /** Whether people can sign in on a page of the gateway's, which is of no use without a cookie. */
    public boolean showsPage() {
        return page.enabled() && takesCookies();
    }

    /** A place in a request that may hold a token. */
    public sealed interface TokenSource {
        /** {@code Authorization: Bearer}, RFC 6750. */
        record Bearer() implements TokenSource {}

        /** A header whose whole value is the token; its name is in lower case. */
        record Header(String name) implements TokenSource {}

        record Cookie() implements TokenSource {}
    }
}
