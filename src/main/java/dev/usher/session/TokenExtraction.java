package dev.usher.session;

import dev.usher.config.LoginSettings;
import dev.usher.config.LoginSettings.TokenSource;
import dev.usher.http.Cookies;
import dev.usher.http.GatewayFailure;
import io.vertx.core.MultiMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the token of a request in the places that {@code login.token-from} names. Tokens that disagree, in one place or
 * in two, are a bad request: nobody could say which of them the service would believe. Immutable.
 */
public final class TokenExtraction {

    private static final String BEARER = "bearer ";

    private final List<TokenSource> sources;
    private final String cookieName;

    public TokenExtraction(LoginSettings settings) {
        this.sources = settings.tokenFrom();
        this.cookieName = settings.cookieName();
    }

    /**
     * The one token of a request; absent: there is none.
     *
     * @throws GatewayFailure.BadRequest when there are two
     */
    public @Nullable String token(MultiMap headers) {
        String token = null;
        for (int i = 0; i < sources.size(); i++) {
            token = switch (sources.get(i)) {
                case TokenSource.Bearer() -> agree(token, headers.getAll("authorization"), true);
                case TokenSource.Header(String name) -> agree(token, headers.getAll(name), false);
                case TokenSource.Cookie() ->
                    headers.contains("cookie") ? agree(token, Cookies.values(headers, cookieName), false) : token;
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

    /** Absent for other schemes, which are the service's affair. */
    private static @Nullable String bearerToken(String authorization) {
        boolean isBearer = authorization.regionMatches(true, 0, BEARER, 0, BEARER.length());
        return isBearer ? authorization.substring(BEARER.length()).strip() : null;
    }
}
