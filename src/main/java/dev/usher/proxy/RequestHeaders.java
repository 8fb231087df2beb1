package dev.usher.proxy;

import dev.usher.access.Forward;
import dev.usher.config.Balance;
import dev.usher.config.IdentitySettings;
import dev.usher.config.RouteDefinition.AuthMode;
import dev.usher.http.Exchange;
import dev.usher.http.Fields;
import dev.usher.http.ForwardedHeaders;
import dev.usher.http.HopByHop;
import dev.usher.identity.IdentityHeader;
import dev.usher.identity.ReservedNames;
import dev.usher.proxy.FieldFates.Fate;
import dev.usher.proxy.FieldFates.Field;
import dev.usher.session.Session;
import dev.usher.session.TokenExtraction;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a service receives as headers. First the client's are copied, without those that end here, those that are the
 * gateway's, and those that hold the token; then the gateway's own are written, so that nothing a client says (not
 * even in {@code Connection}) can touch them. One instance per event loop.
 */
public final class RequestHeaders {

    /** Written by the client side of the connection, or answered by the gateway itself. */
    private static final Set<String> NOT_COPIED = Set.of("host", "expect");

    private static final String AUTHORIZATION = "authorization";
    private static final String COOKIE = "cookie";
    private static final String VIA = "via";
    private static final CharSequence VIA_NAME = HttpHeaders.createOptimized(VIA);
    private static final CharSequence REQUEST_ID = HttpHeaders.createOptimized("x-request-id");
    private static final CharSequence USER_TOKEN = HttpHeaders.createOptimized("user-token");

    private final ReservedNames reserved;
    private final ForwardedHeaders forwarded;
    private final TokenExtraction tokens;
    private final @Nullable ClientSubject subject;
    private final boolean forwardToken;
    private final FieldFates fates;

    public RequestHeaders(
            ReservedNames reserved, ForwardedHeaders forwarded, TokenExtraction tokens, IdentitySettings identity) {
        this.reserved = reserved;
        this.forwarded = forwarded;
        this.tokens = tokens;
        String subjectHeader = identity.clientCertificate();
        this.subject = subjectHeader == null ? null : new ClientSubject(subjectHeader);
        this.forwardToken = identity.forwardToken();
        this.fates = new FieldFates(
                name -> NOT_COPIED.contains(name)
                        || name.startsWith(":")
                        || HopByHop.always(name)
                        || reserved.contains(name)
                        || tokens.isTokenHeader(name),
                Set.of(AUTHORIZATION, COOKIE, VIA));
    }

    /** The header that requests are spread by; absent: none. */
    @Nullable
    HashHeader hashHeader(Balance balance) {
        return balance instanceof Balance.Hash(String name) ? new HashHeader(name, reserved.contains(name)) : null;
    }

    void write(Exchange exchange, Forward permit, MultiMap out) {
        HttpServerRequest request = exchange.request();
        copy(request, permit.route().definition().auth(), out);
        out.add(HttpHeaders.HOST, exchange.client().host());
        forwarded.write(exchange.client(), request.headers(), out);
        out.add(REQUEST_ID, exchange.id());
        if (subject != null) {
            subject.write(request, out);
        }
        Session session = permit.session();
        if (session != null) {
            identify(session, out);
        }
    }

    private void copy(HttpServerRequest request, AuthMode mode, MultiMap out) {
        MultiMap received = request.headers();
        HopByHop hopByHop = HopByHop.of(received);
        String cookies = null;
        String via = null;
        for (var fields = Fields.iterator(received); fields.hasNext(); ) {
            Map.Entry<CharSequence, CharSequence> entry = fields.next();
            Field field = fates.of(entry.getKey());
            if (field.fate() == Fate.ENDS || hopByHop.nominates(field.lowerCase())) {
                continue;
            }
            if (field.fate() == Fate.PASSES) {
                out.add(field.spelled(), entry.getValue());
                continue;
            }
            String value = entry.getValue().toString();
            switch (field.lowerCase()) {
                case COOKIE -> cookies = joined(cookies, "; ", tokens.withoutToken(value));
                case VIA -> via = joined(via, ", ", value);
                default -> {
                    if (!tokens.isToken(value, mode)) {
                        out.add(field.spelled(), value);
                    }
                }
            }
        }
        if (cookies != null) {
            // HTTP/2 clients split the field, and only HTTP/2 may carry it in pieces, RFC 9113 section 8.2.3
            out.add(HttpHeaders.COOKIE, cookies);
        }
        out.add(VIA_NAME, via == null ? own(request.version()) : via + ", " + own(request.version()));
    }

    private static @Nullable String joined(@Nullable String left, String separator, @Nullable String right) {
        if (left == null || right == null) {
            return left == null ? right : left;
        }
        return left + separator + right;
    }

    /** This hop in {@code Via}, RFC 9110 section 7.6.3. */
    private static String own(HttpVersion version) {
        return switch (version) {
            case HTTP_1_0 -> "1.0 usher";
            case HTTP_1_1 -> "1.1 usher";
            case HTTP_2 -> "2 usher";
            case HTTP_3 -> "3 usher";
        };
    }

    private void identify(Session session, MultiMap out) {
        for (IdentityHeader header : session.headers()) {
            out.add(header.name(), header.value());
        }
        if (forwardToken) {
            out.set(USER_TOKEN, session.userToken().value());
        }
    }
}
