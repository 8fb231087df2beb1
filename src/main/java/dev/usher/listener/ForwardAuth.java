package dev.usher.listener;

import dev.usher.http.Client;
import dev.usher.http.Exchange;
import dev.usher.http.Fields;
import dev.usher.http.GatewayFailure;
import dev.usher.http.Parting;
import dev.usher.http.RequestTarget;
import dev.usher.login.Challenge;
import dev.usher.proxy.RequestHeaders;
import dev.usher.route.RouteTable;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The call {@code check}: a proxy in front asks about a request that it has, in one of three dialects. What they say
 * counts from trusted proxies alone, and only where it can be read in one way: by us, by the proxy, and in all dialects
 * that are there. Everything else is no permit. One instance per event loop.
 *
 * <pre>
 * X-Original-Method, X-Original-URI     nginx
 * X-Forwarded-Method, X-Forwarded-Uri   Traefik, Caddy, HAProxy
 * the check's own method, and the path behind that of the call   Envoy
 * </pre>
 */
public final class ForwardAuth {

    private static final CharSequence ORIGINAL_METHOD = HttpHeaders.createOptimized("x-original-method");
    private static final CharSequence ORIGINAL_URI = HttpHeaders.createOptimized("x-original-uri");
    private static final CharSequence ORIGINAL_HOST = HttpHeaders.createOptimized("x-original-host");
    private static final CharSequence METHOD = HttpHeaders.createOptimized("x-forwarded-method");
    private static final CharSequence URI = HttpHeaders.createOptimized("x-forwarded-uri");
    private static final CharSequence HOST = HttpHeaders.createOptimized("x-forwarded-host");
    private static final CharSequence PROTO = HttpHeaders.createOptimized("x-forwarded-proto");

    private final String path;
    private final boolean hostMatters;
    private final Consequence named;
    private final Consequence redirected;

    /** What a check is about, and what its proxy is told. */
    record Check(RequestTarget target, Consequence consequence) {}

    /** A request as one dialect has it. */
    private record Said(String method, String uri) {}

    /**
     * Listens to proxies.
     *
     * @param loginPath below which the call is
     */
    public ForwardAuth(String loginPath, RouteTable routes, RequestHeaders fields, Parting parting) {
        this.path = loginPath + "/check";
        this.hostMatters = routes.inMatchingOrder().stream()
                .anyMatch(route -> route.definition().pattern().host() != null);
        this.named = new Permitting(fields, parting, Challenge.Way.NAMED);
        this.redirected = new Permitting(fields, parting, Challenge.Way.REDIRECT_FROM_AFAR);
    }

    /** Whether this is a check; from then on, whatever is wrong with it is said as proxies understand it. */
    boolean takes(Exchange exchange) {
        // absent: a CONNECT, RFC 9113 section 8.5
        @Nullable String uri = exchange.request().uri();
        boolean isCheck = uri != null
                && uri.startsWith(path)
                && (uri.length() == path.length() || "/?".indexOf(uri.charAt(path.length())) >= 0);
        if (isCheck) {
            exchange.becomesCheck();
            exchange.forwardedTo("check");
        }
        return isCheck;
    }

    /**
     * Reads what a check is about, and makes the exchange one about that.
     *
     * @throws GatewayFailure when its sender is not trusted, or it can be understood in no way or in two
     */
    Check read(Exchange exchange) {
        if (!exchange.client().behindProxy()) {
            throw new GatewayFailure.Forbidden("untrusted-peer", "only proxies in trusted-proxies may ask here");
        }
        MultiMap headers = exchange.request().headers();
        Said original = said(headers, ORIGINAL_METHOD, ORIGINAL_URI);
        Said inPath = inPath(exchange);
        Said said = agree(agree(original, said(headers, METHOD, URI)), inPath);
        if (said == null) {
            throw new GatewayFailure.BadRequest("the proxy does not say what it asks about");
        }
        RequestTarget target = RequestTarget.parse(said.uri);
        if (!target.isVerbatim(said.uri)) {
            throw new GatewayFailure.BadRequest("the path has another spelling than the one that is decided upon");
        }
        Client sender = client(exchange.client(), headers, inPath != null);
        exchange.asksAbout(Guard.method(said.method), sender, target);
        return new Check(target, original == null ? redirected : named);
    }

    private @Nullable Said inPath(Exchange exchange) {
        String below = exchange.request().uri().substring(path.length());
        return below.startsWith("/") ? new Said(exchange.request().method().name(), below) : null;
    }

    private static @Nullable Said said(MultiMap headers, CharSequence methodName, CharSequence uriName) {
        String method = only(headers, methodName);
        String uri = only(headers, uriName);
        if (method == null && uri == null) {
            return null;
        }
        if (method == null || uri == null) {
            throw new GatewayFailure.BadRequest("the proxy must send " + methodName + " and " + uriName);
        }
        return new Said(method, uri);
    }

    /** A client may have sent the fields of a dialect that its proxy does not speak, and does not remove. */
    private static @Nullable Said agree(@Nullable Said one, @Nullable Said other) {
        if (one == null || other == null || one.equals(other)) {
            return one == null ? other : one;
        }
        throw new GatewayFailure.BadRequest("the proxy says in two ways what it asks about");
    }

    /** To which address the client came; over TLS unless it is said otherwise, where fewer cookies count. */
    private Client client(Client client, MultiMap headers, boolean hasOwnHost) {
        String original = only(headers, ORIGINAL_HOST);
        boolean isForwarded = headers.contains(HOST);
        if (original == null && !isForwarded && hostMatters && !hasOwnHost) {
            throw new GatewayFailure.BadRequest("the proxy must send " + HOST);
        }
        String host = original == null ? client.host() : original.toLowerCase(Locale.ROOT);
        if (isForwarded && !host.equals(client.host())) {
            throw new GatewayFailure.BadRequest("the proxy says in two ways which host it asks about");
        }
        Client sender = client.at(headers.contains(PROTO) ? client.scheme() : "https", host);
        if (!sender.hasHost()) {
            throw new GatewayFailure.BadRequest("the host is not a host name or address");
        }
        return sender;
    }

    private static @Nullable String only(MultiMap headers, CharSequence name) {
        List<String> values = Fields.values(headers, name);
        if (values.size() > 1) {
            throw new GatewayFailure.BadRequest("the proxy sends " + name + " more than once");
        }
        return values.isEmpty() ? null : values.getFirst();
    }
}
