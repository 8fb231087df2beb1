package dev.usher.login;

import dev.usher.access.OwnPages;
import dev.usher.access.OwnPages.Sender;
import dev.usher.config.LoginSettings;
import dev.usher.config.RouteDefinition;
import dev.usher.config.RouteDefinition.AuthMode;
import dev.usher.http.Exchange;
import dev.usher.http.Fields;
import dev.usher.http.GatewayFailure;
import dev.usher.session.TokenExtraction;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Refuses what a page of another site made a browser send with its user's cookie, before anybody looks at the cookie.
 * Immutable; safe to share between event loops.
 */
public final class CrossSite {

    private static final CharSequence SOCKET_VERSION = HttpHeaders.createOptimized("sec-websocket-version");
    private static final CharSequence FETCH_SITE = HttpHeaders.createOptimized("sec-fetch-site");

    private final OwnPages pages;
    private final TokenExtraction tokens;

    public CrossSite(LoginSettings settings, TokenExtraction tokens) {
        this.pages = new OwnPages(settings.safeOrigins());
        this.tokens = tokens;
    }

    /**
     * For a request to a route, whose pages that may send cookies along are ours there.
     *
     * @throws GatewayFailure.Forbidden when it could change something or opens a WebSocket, rests on the cookie alone,
     *     and does not say that it comes from a page of ours
     */
    public void refuse(Exchange exchange, RouteDefinition route) {
        if (route.auth() != AuthMode.NONE && exchange.request().headers().contains(HttpHeaders.COOKIE)) {
            refuse(exchange, alsoOurs(route));
        }
    }

    /** The same for a request that changes something whatever its method says. */
    public void refuseUnsafe(Exchange exchange, RouteDefinition route) {
        refuseUnlessOurs(exchange, alsoOurs(route));
    }

    private static Predicate<String> alsoOurs(RouteDefinition route) {
        var cors = route.cors();
        return origin -> cors != null && cors.credentials() && cors.allows(origin);
    }

    /** The same for the gateway's own endpoints. */
    void refuse(Exchange exchange) {
        refuse(exchange, origin -> false);
    }

    /** Whoever makes others log in as somebody of his choice reads later what they do: RFC 6265bis section 8.8. */
    void refuseLogin(Exchange exchange) {
        Sender sender = sender(exchange.request().headers());
        if (sender.isBrowser() && !pages.sent(sender, exchange.client().origin(), origin -> false)) {
            throw GatewayFailure.Forbidden.crossSite();
        }
    }

    private void refuse(Exchange exchange, Predicate<String> also) {
        if (opensSocket(exchange.request().headers()) || !isSafe(exchange.method())) {
            refuseUnlessOurs(exchange, also);
        }
    }

    private void refuseUnlessOurs(Exchange exchange, Predicate<String> also) {
        MultiMap headers = exchange.request().headers();
        if (!tokens.isByCookie(headers, exchange.client().isOverTls())) {
            return;
        }
        boolean opensSocket = opensSocket(headers);
        String own = exchange.client().origin();
        Sender sender = sender(headers);
        if (!(opensSocket ? pages.opened(sender, own, also) : pages.sent(sender, own, also))) {
            throw GatewayFailure.Forbidden.crossSite();
        }
    }

    /** RFC 9110 section 9.2.1. */
    private static boolean isSafe(HttpMethod method) {
        return method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD) || method.equals(HttpMethod.OPTIONS);
    }

    /**
     * Not whatever else may be upgraded to: some clients offer HTTP/2 with each request. Proxies that ask about a
     * handshake leave out what ends at a hop, and no page can write the rest.
     */
    public static boolean opensSocket(MultiMap headers) {
        if (headers.contains(SOCKET_VERSION)) {
            return true;
        }
        for (String value : Fields.values(headers, HttpHeaders.UPGRADE)) {
            if (value.toLowerCase(Locale.ROOT).contains("websocket")) {
                return true;
            }
        }
        return false;
    }

    private static Sender sender(MultiMap headers) {
        return new Sender(only(headers, FETCH_SITE), only(headers, HttpHeaders.ORIGIN));
    }

    /** What is said twice is said by nobody that can be believed. */
    private static @Nullable String only(MultiMap headers, CharSequence name) {
        List<String> values = Fields.values(headers, name);
        return values.isEmpty() ? null : values.size() == 1 ? values.getFirst() : "";
    }
}
