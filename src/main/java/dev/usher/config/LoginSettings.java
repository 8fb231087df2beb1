package dev.usher.config;

import java.util.List;

/**
 * The gateway's own endpoints for logging in.
 *
 * @param path prefix of the endpoints, starts with a slash and does not end with one
 * @param cookieName the session cookie
 * @param tokenFrom where a request's token is looked for; never empty
 */
public record LoginSettings(String path, String cookieName, List<TokenSource> tokenFrom) {

    public LoginSettings {
        tokenFrom = List.copyOf(tokenFrom);
        if (tokenFrom.isEmpty()) {
            throw new IllegalArgumentException("no place to find a token");
        }
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
