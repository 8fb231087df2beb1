package dev.usher.session;

import dev.usher.config.LoginSettings;
import dev.usher.config.LoginSettings.TokenSource;
import dev.usher.config.RouteDefinition.AuthMode;
import dev.usher.http.Cookies;
import dev.usher.http.Fields;
import dev.usher.http.GatewayFailure;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds the token of a request in the places that {@code login.token-from} names. Tokens that disagree, in one place or
 * in two, are a bad request: nobody could say which of them the service would believe. Immutable.
 */
public final class TokenExtraction {

    private static final String BEARER = "bearer";

    private final List<TokenSource> sources;
    private final String cookieName;
    private final boolean takesBearer;
    private final Set<String> headers;

    public TokenExtraction(LoginSettings settings) {
        this.sources = settings.tokenFrom();
        this.cookieName = settings.cookieName();
        this.takesBearer = sources.contains(new TokenSource.Bearer());
        this.headers = sources.stream()
                .flatMap(source -> source instanceof TokenSource.Header(String name) ? Stream.of(name) : Stream.empty())
                .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * The one token of a request; absent: there is none.
     *
     * @throws GatewayFailure.BadRequest when there are two
     */
    public @Nullable String token(MultiMap received) {
        String token = null;
        for (int i = 0; i < sources.size(); i++) {
            token = switch (sources.get(i)) {
                case TokenSource.Bearer() -> agree(token, Fields.values(received, HttpHeaders.AUTHORIZATION), true);
                case TokenSource.Header(String name) -> agree(token, Fields.values(received, name), false);
                case TokenSource.Cookie() ->
                    received.contains(HttpHeaders.COOKIE)
                            ? agree(token, Cookies.values(received, cookieName), false)
                            : token;
            };
        }
        return token;
    }

    private static @Nullable String agree(@Nullable String token, List<String> values, boolean bearer) {
        String agreed = token;
        for (int i = 0; i < values.size(); i++) {
            String value = bearer ? bearerToken(values.get(i)) : values.get(i).strip();
            if (value == null || value.isEmpty()) {
                continue;
            }
            if (agreed != null && !agreed.equals(value)) {
                throw new GatewayFailure.BadRequest("the request carries two different tokens; send one");
            }
            agreed = value;
        }
        return agreed;
    }

    /** Whether a field of this name, in lower case, holds a token and nothing else, so that no service may see it. */
    public boolean isTokenHeader(String name) {
        return headers.contains(name);
    }

    /**
     * Whether the value of {@code Authorization} is a token. Where no token is looked at, a bearer token is the
     * service's own affair, unless it can only be one of ours.
     */
    public boolean isToken(String authorization, AuthMode mode) {
        String bearer = bearerToken(authorization);
        return bearer != null && (takesBearer && mode != AuthMode.NONE || SealedTokens.hasShape(bearer));
    }

    /** The cookie that holds a token. */
    public String cookieName() {
        return cookieName;
    }

    /** Absent for other schemes, which are the service's affair. RFC 9110 11.4 wants a space; some send a tab. */
    private static @Nullable String bearerToken(String authorization) {
        boolean isBearer = authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
                && authorization.length() > BEARER.length()
                && Character.isWhitespace(authorization.charAt(BEARER.length()));
        return isBearer ? authorization.substring(BEARER.length()).strip() : null;
    }
}
