package dev.usher.proxy;

import dev.usher.access.Forward;
import dev.usher.config.Balance;
import dev.usher.config.RouteDefinition.AuthMode;
import dev.usher.http.Cookies;
import dev.usher.http.Exchange;
import dev.usher.http.ForwardedHeaders;
import dev.usher.http.HopByHop;
import dev.usher.identity.IdentityHeader;
import dev.usher.identity.ReservedNames;
import dev.usher.session.Session;
import dev.usher.session.TokenExtraction;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a service receives as headers. First the client's are copied, without those that end here, those that are the
 * gateway's, and those that hold the token; then the gateway's own are written, so that nothing a client says (not
 * even in {@code Connection}) can touch them. Immutable; shared by all event loops.
 */
public final class RequestHeaders {

    /** Written by the client side of the connection, or answered by the gateway itself. */
    private static final Set<String> NOT_COPIED = Set.of("host", "expect");

    private final ReservedNames reserved;
    private final ForwardedHeaders forwarded;
    private final TokenExtraction tokens;
    private final boolean forwardToken;

    public RequestHeaders(
            ReservedNames reserved, ForwardedHeaders forwarded, TokenExtraction tokens, boolean forwardToken) {
        this.reserved = reserved;
        this.forwarded = forwarded;
        this.tokens = tokens;
        this.forwardToken = forwardToken;
    }

    /** The header that requests are spread by; absent: none. */
    @Nullable
    HashHeader hashHeader(Balance balance) {
        return balance instanceof Balance.Hash(String name) ? new HashHeader(name, reserved.contains(name)) : null;
    }

    void write(Exchange exchange, Forward permit, MultiMap out) {
        HttpServerRequest request = exchange.request();
        copy(request.headers(), permit.route().definition().auth(), out);
        out.set("host", exchange.client().host());
        via(request, out);
        forwarded.write(exchange.client(), request.headers(), out);
        out.set("x-request-id", exchange.id());
        Session session = permit.session();
        if (session != null) {
            identify(session, out);
        }
    }

    private void copy(MultiMap received, AuthMode mode, MultiMap out) {
        HopByHop hopByHop = HopByHop.of(received);
        String cookies = null;
        for (Map.Entry<String, String> field : received) {
            String name = field.getKey().toLowerCase(Locale.ROOT);
            if (NOT_COPIED.contains(name) || name.startsWith(":") || hopByHop.ends(name) || reserved.contains(name)) {
                continue;
            }
            if (name.equals("cookie")) {
                String rest = Cookies.without(field.getValue(), tokens.cookieName());
                if (rest != null) {
                    cookies = cookies == null ? rest : cookies + "; " + rest;
                }
            } else if (!tokens.isToken(name, field.getValue(), mode)) {
                out.add(field.getKey(), field.getValue());
            }
        }
        if (cookies != null) {
            // HTTP/2 clients split the field, and only HTTP/2 may carry it in pieces, RFC 9113 section 8.2.3
            out.add("cookie", cookies);
        }
    }

    private static void via(HttpServerRequest request, MultiMap out) {
        String version = request.version() == HttpVersion.HTTP_2
                ? "2"
                : request.version() == HttpVersion.HTTP_1_0 ? "1.0" : "1.1";
        List<String> received = out.getAll("via");
        String own = version + " usher";
        out.set("via", received.isEmpty() ? own : String.join(", ", received) + ", " + own);
    }

    private void identify(Session session, MultiMap out) {
        for (IdentityHeader header : session.headers()) {
            out.add(header.name(), header.value());
        }
        if (forwardToken) {
            out.set("user-token", session.userToken().value());
        }
    }
}
