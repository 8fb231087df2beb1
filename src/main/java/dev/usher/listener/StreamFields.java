package dev.usher.listener;

import dev.usher.http.GatewayFailure;
import io.netty.handler.codec.http.HttpHeaderValidationUtil;
import io.netty.util.AsciiString;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.headers.HttpHeaders;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the fields of a stream may look like, RFC 9113 section 8.2 and RFC 9114 section 4.2. Behind the gateway most of
 * them become lines of HTTP/1, where a line feed in a value would be another field. The codec of HTTP/2 refuses some of
 * it, that of HTTP/3 next to nothing; one walk sees to all of it for both, and counts.
 */
final class StreamFields {

    /** RFC 8441 and RFC 9220; neither CONNECT is for this gateway. */
    private static final AsciiString PROTOCOL = AsciiString.cached(":protocol");

    private StreamFields() {}

    /**
     * Looks at each field of a request once.
     *
     * @throws GatewayFailure when one is malformed, or there are more than {@code most}
     */
    static void require(HttpServerRequest request, int most) {
        requireScheme(request.scheme());
        int fields = 0;
        for (Map.Entry<CharSequence, CharSequence> field : ((HttpHeaders) request.headers()).unwrap()) {
            String fault = fault(field.getKey(), field.getValue());
            if (fault != null) {
                throw new GatewayFailure.BadRequest(fault);
            }
            if (!isPseudo(field.getKey())) {
                fields++;
            }
        }
        if (fields > most) {
            throw GatewayFailure.HeadTooLong.fields(most);
        }
    }

    /** Whether none is malformed, and there are not more than {@code most}. */
    static boolean areInOrder(Iterable<Map.Entry<CharSequence, CharSequence>> trailers, int most) {
        int fields = 0;
        for (Map.Entry<CharSequence, CharSequence> field : trailers) {
            if (++fields > most || fault(field.getKey(), field.getValue()) != null) {
                return false;
            }
        }
        return true;
    }

    private static void requireScheme(@Nullable String scheme) {
        if (!"https".equalsIgnoreCase(scheme) && !"http".equalsIgnoreCase(scheme)) {
            throw new GatewayFailure.BadRequest("the :scheme is http or https");
        }
    }

    private static boolean isPseudo(CharSequence name) {
        return !name.isEmpty() && name.charAt(0) == ':';
    }

    private static @Nullable String fault(CharSequence name, CharSequence value) {
        if (isPseudo(name)) {
            return AsciiString.contentEquals(name, PROTOCOL) ? "only CONNECT has a :protocol" : null;
        }
        if (!isName(name)) {
            return "the name of a header is a token in lower case";
        }
        if (!isValue(value)) {
            return "a header has a value that none can have";
        }
        return isOfConnection(name, value) ? "a stream has no headers of a connection" : null;
    }

    private static boolean isName(CharSequence name) {
        if (name.isEmpty() || HttpHeaderValidationUtil.validateToken(name) >= 0) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            if (AsciiString.isUpperCase(name.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /** RFC 9110 section 5.5; Netty's look finds blanks at the beginning, but not at the end. */
    private static boolean isValue(CharSequence value) {
        int last = value.length() - 1;
        return HttpHeaderValidationUtil.validateValidHeaderValue(value) < 0
                && (last < 0 || value.charAt(last) != ' ' && value.charAt(last) != '\t');
    }

    /** RFC 9113 section 8.2.2 and RFC 9114 section 4.2: what concerns a connection has no place in its streams. */
    private static boolean isOfConnection(CharSequence name, CharSequence value) {
        return HttpHeaderValidationUtil.isConnectionHeader(name, true)
                || HttpHeaderValidationUtil.isTeNotTrailers(name, value);
    }
}
