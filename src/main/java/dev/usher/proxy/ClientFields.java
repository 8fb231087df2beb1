package dev.usher.proxy;

import dev.usher.config.RouteDefinition.AuthMode;
import dev.usher.http.Fields;
import dev.usher.http.HopByHop;
import dev.usher.proxy.FieldFates.Fate;
import dev.usher.proxy.FieldFates.Field;
import dev.usher.session.TokenExtraction;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The client's headers on their way, without those that end here, those that are the gateway's, and those that hold the
 * token. One instance per event loop.
 */
final class ClientFields {

    /** Written by the client side of the connection, or answered by the gateway itself. */
    private static final Set<String> NOT_COPIED = Set.of("host", "expect");

    private static final String AUTHORIZATION = "authorization";
    private static final String COOKIE = "cookie";
    private static final String VIA = "via";
    private static final CharSequence VIA_NAME = HttpHeaders.createOptimized(VIA);

    private final TokenExtraction tokens;
    private final FieldFates fates;

    /** @param ends by names in lower case, beside those that end at any gateway */
    ClientFields(TokenExtraction tokens, Predicate<String> ends) {
        this.tokens = tokens;
        this.fates = new FieldFates(
                name -> NOT_COPIED.contains(name)
                        || name.startsWith(":")
                        || HopByHop.always(name)
                        || tokens.isTokenHeader(name)
                        || ends.test(name),
                Set.of(AUTHORIZATION, COOKIE, VIA));
    }

    void copy(HttpServerRequest request, AuthMode mode, MultiMap out) {
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
}
