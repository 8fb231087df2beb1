package dev.usher.http;

import io.netty.handler.codec.http.HttpHeaderValidationUtil;
import io.vertx.core.http.impl.HttpUtils;
import io.vertx.core.http.impl.headers.Http1xHeaders;
import java.nio.charset.StandardCharsets;

/**
 * Vert.x's fields of HTTP/1, which take nothing that is malformed, RFC 9110 sections 5.1 and 5.5. Vert.x itself looks
 * at one character of a value after the other, and tokens and cookies are long.
 */
public final class CheckedFields {

    /** From here on it costs less to copy a value and look at eight characters at once. */
    private static final int LONG = 32;

    private CheckedFields() {}

    /** None yet; adding one that is malformed throws an {@link IllegalArgumentException}. */
    public static Http1xHeaders create() {
        return Http1xHeaders.httpHeaders(CheckedFields::require);
    }

    private static void require(CharSequence name, CharSequence value) {
        HttpUtils.validateHeaderName(name);
        if (!isPlain(value) && HttpHeaderValidationUtil.validateValidHeaderValue(value) >= 0) {
            throw new IllegalArgumentException("a field has a character that none may have");
        }
    }

    /** Whether a long value is certainly in order. What is no octet becomes a question mark, here and when written. */
    private static boolean isPlain(CharSequence value) {
        return value instanceof String text
                && text.length() >= LONG
                && text.charAt(0) != ' '
                && !Octets.haveControls(text.getBytes(StandardCharsets.ISO_8859_1));
    }
}
