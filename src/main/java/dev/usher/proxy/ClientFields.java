package dev.usher.proxy;

import dev.usher.config.RouteDefinition.AuthMode;
import dev.usher.http.Exchange;
import dev.usher.http.FieldList;
import dev.usher.http.Fields;
import dev.usher.http.HopByHop;
import dev.usher.proxy.FieldFates.Fate;
import dev.usher.proxy.FieldFates.Field;
import dev.usher.session.TokenExtraction;
import io.netty.handler.codec.http.HttpHeaderValidationUtil;
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
    private static final String TRAILER = "trailer";
    private static final String VIA = "via";
    private static final CharSequence TRAILER_NAME = HttpHeaders.createOptimized(TRAILER);
    private static final CharSequence VIA_NAME = HttpHeaders.createOptimized(VIA);

    private final TokenExtraction tokens;
    private final FieldFates fates;

    /** @param ends by names in lower case, beside those that end at any gateway */
    ClientFields(TokenExtraction tokens, Predicate<String> ends) {
        this.tokens = tokens;
        this.fates = new FieldFates(
                name -> NOT_COPIED.contains(name)
                        || name.startsWith(":")
                        || HopByHop.always(name) && !name.equals(TRAILER)
                        || tokens.isTokenHeader(name)
                        || ends.test(name),
                Set.of(AUTHORIZATION, COOKIE, TRAILER, VIA));
    }

    void copy(HttpServerRequest request, AuthMode mode, FieldList out) {
        MultiMap received = request.headers();
        HopByHop hopByHop = HopByHop.of(received);
        String cookies = null;
        String via = null;
        String announced = null;
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
                case TRAILER -> announced = joined(announced, ", ", passingBehind(value, hopByHop));
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
        if (announced != null && mayHaveTrailers(request)) {
            out.add(TRAILER_NAME, announced);
        }
        out.add(VIA_NAME, via == null ? own(request.version()) : via + ", " + own(request.version()));
    }

    /**
     * The same of what came behind the body, where less can pass: nothing there changes what the head has said, and the
     * token is in the head.
     */
    void copyTrailers(
            HttpServerRequest request,
            Iterable<Map.Entry<CharSequence, CharSequence>> received,
            io.netty.handler.codec.http.HttpHeaders out) {
        HopByHop hopByHop = HopByHop.of(request.headers());
        for (Map.Entry<CharSequence, CharSequence> entry : received) {
            Field field = fates.of(entry.getKey());
            if (passesBehind(field, hopByHop)) {
                out.add(field.spelled(), entry.getValue());
            }
        }
    }

    private static boolean passesBehind(Field field, HopByHop hopByHop) {
        return field.fate() == Fate.PASSES
                && !hopByHop.nominates(field.lowerCase())
                && !HeadOnly.contains(field.lowerCase());
    }

    /** Which of the announced names may come, RFC 9110 section 6.6.2; absent: none. */
    private @Nullable String passingBehind(String names, HopByHop hopByHop) {
        String passing = null;
        for (String listed : names.split(",", -1)) {
            String name = listed.strip();
            boolean isName = !name.isEmpty() && HttpHeaderValidationUtil.validateToken(name) < 0;
            if (isName && passesBehind(fates.of(name), hopByHop)) {
                passing = joined(passing, ", ", name);
            }
        }
        return passing;
    }

    /** Behind a body with a length there is no place for them in HTTP/1.1, which the service may speak. */
    private static boolean mayHaveTrailers(HttpServerRequest request) {
        return Exchange.isStream(request)
                ? !request.isEnded() && !request.headers().contains(HttpHeaders.CONTENT_LENGTH)
                : request.headers().contains(HttpHeaders.TRANSFER_ENCODING);
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
