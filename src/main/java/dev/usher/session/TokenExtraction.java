package dev.usher.session;

import dev.usher.config.LoginSettings;
import dev.usher.config.LoginSettings.TokenSource;
import dev.usher.config.RouteDefinition.AuthMode;
import dev.usher.http.Cookies;
import dev.usher.http.Fields;
import dev.usher.http.TokensDisagree;
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
    private final List<String> cookiesOverTls;
    private final List<String> cookiesInPlain;
    private final boolean takesBearer;
    private final boolean takesCookie;
    private final Set<String> headers;

    public TokenExtraction(LoginSettings settings) {
        this.sources = settings.tokenFrom();
        String guarded = settings.cookie().name();
        String plain = settings.cookie().plainName();
        this.cookiesOverTls = List.of(guarded);
        this.cookiesInPlain = plain.equals(guarded) ? cookiesOverTls : List.of(plain, guarded);
        this.takesBearer = sources.contains(new TokenSource.Bearer());
        this.takesCookie = sources.contains(new TokenSource.Cookie());
        this.headers = sources.stream()
                .flatMap(source -> source instanceof TokenSource.Header(String name) ? Stream.of(name) : Stream.empty())
                .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * The one token of a request; absent: there is none.
     *
     * @param overTls whether the client came over TLS, where only a cookie counts that no other host can have set
     * @throws TokensDisagree when there are two
     */
    public @Nullable String token(MultiMap received, boolean overTls) {
        String token = null;
        for (int i = 0; i < sources.size(); i++) {
            token = switch (sources.get(i)) {
                case TokenSource.Bearer() -> agree(token, Fields.values(received, HttpHeaders.AUTHORIZATION), true);
                case TokenSource.Header(String name) -> agree(token, Fields.values(received, name), false);
                case TokenSource.Cookie() ->
                    received.contains(HttpHeaders.COOKIE) ? agree(token, cookies(received, overTls), false) : token;
            };
        }
        return token;
    }

    /** What the request has as session cookies, each copy. */
    private List<String> cookies(MultiMap received, boolean overTls) {
        List<String> names = overTls ? cookiesOverTls : cookiesInPlain;
        List<String> found = Cookies.values(received, names.getFirst());
        for (int i = 1; i < names.size(); i++) {
            found.addAll(Cookies.values(received, names.get(i)));
        }
        return found;
    }

    /** The token of the request's session cookie, whatever its headers say; absent: there is none. */
    public @Nullable String cookie(MultiMap received, boolean overTls) {
        return takesCookie && received.contains(HttpHeaders.COOKIE)
                ? agree(null, cookies(received, overTls), false)
                : null;
    }

    private static @Nullable String agree(@Nullable String token, List<String> values, boolean bearer) {
        String agreed = token;
        for (int i = 0; i < values.size(); i++) {
            String value = bearer ? bearerToken(values.get(i)) : values.get(i).strip();
            if (value == null || value.isEmpty()) {
                continue;
            }
            if (agreed != null && !agreed.equals(value)) {
                throw new TokensDisagree();
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
        if (takesBearer && mode != AuthMode.NONE) {
            return isBearer(authorization);
        }
        String bearer = bearerToken(authorization);
        return bearer != null && SealedTokens.hasShape(bearer);
    }

    /**
     * Whether it is the cookie alone that speaks for the client. A header with the token is never sent by a page that
     * does not know it, so it settles where the request comes from.
     */
    public boolean isByCookie(MultiMap received, boolean overTls) {
        return !isByHeader(received) && cookie(received, overTls) != null;
    }

    /** Whether no header could have a token, so that tokens which disagree are all cookies. */
    public boolean hasCookiesAlone(MultiMap received) {
        return !(takesBearer && received.contains(HttpHeaders.AUTHORIZATION))
                && headers.stream().noneMatch(received::contains);
    }

    /** Whether a header has a token, which browsers send for scripts alone. */
    public boolean isByHeader(MultiMap received) {
        for (int i = 0; i < sources.size(); i++) {
            boolean hasToken = switch (sources.get(i)) {
                case TokenSource.Bearer() ->
                    agree(null, Fields.values(received, HttpHeaders.AUTHORIZATION), true) != null;
                case TokenSource.Header(String name) -> agree(null, Fields.values(received, name), false) != null;
                case TokenSource.Cookie() -> false;
            };
            if (hasToken) {
                return true;
            }
        }
        return false;
    }

    /** The value of {@code Cookie} without what holds a token; absent: nothing is left. */
    public @Nullable String withoutToken(String cookies) {
        String left = cookies;
        for (int i = 0; i < cookiesInPlain.size() && left != null; i++) {
            left = Cookies.without(left, cookiesInPlain.get(i));
        }
        return left;
    }

    /** Whether a {@code Set-Cookie} would set what holds a token. */
    public boolean setsToken(String setCookie) {
        for (int i = 0; i < cookiesInPlain.size(); i++) {
            if (Cookies.sets(setCookie, cookiesInPlain.get(i))) {
                return true;
            }
        }
        return false;
    }

    /** Absent for other schemes, which are the service's affair. Copies the token once, since it is long. */
    private static @Nullable String bearerToken(String authorization) {
        if (!isBearer(authorization)) {
            return null;
        }
        int start = BEARER.length() + 1;
        while (start < authorization.length() && Character.isWhitespace(authorization.charAt(start))) {
            start++;
        }
        return authorization.substring(start).stripTrailing();
    }

    /** RFC 9110 section 11.4 wants a space behind the scheme; some send a tab. */
    private static boolean isBearer(String authorization) {
        return authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
                && authorization.length() > BEARER.length()
                && Character.isWhitespace(authorization.charAt(BEARER.length()));
    }
}
