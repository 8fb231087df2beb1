package dev.usher.proxy;

import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.StreamResetException;
import java.io.IOException;
import java.util.Set;

/** Which requests may be sent again after which failures, RFC 9110 section 9.2.2. */
final class RetryRule {

    private static final Set<HttpMethod> IDEMPOTENT =
            Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS, HttpMethod.PUT, HttpMethod.DELETE);

    /** RFC 9113 section 8.7: the stream was refused before anything was processed. */
    private static final long REFUSED_STREAM = 0x7;

    private RetryRule() {}

    /** Whether sending it twice comes to the same as sending it once. */
    static boolean isIdempotent(HttpMethod method) {
        return IDEMPOTENT.contains(method);
    }

    /** Whether it must not meet a closing connection. On HTTP/2 it shows late that there is no body. */
    static boolean isOnce(HttpMethod method, boolean withoutBody) {
        return !isIdempotent(method) || method.equals(HttpMethod.PUT) && !withoutBody;
    }

    /** Whether the other side went away, and did not answer nonsense. */
    static boolean wasClosed(Throwable failure) {
        return failure instanceof HttpClosedException || failure instanceof IOException;
    }

    /** Whether the service says that it did nothing. */
    static boolean wasRefused(Throwable failure) {
        return failure instanceof StreamResetException reset && reset.getCode() == REFUSED_STREAM;
    }
}
