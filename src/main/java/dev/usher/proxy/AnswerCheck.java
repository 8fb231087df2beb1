package dev.usher.proxy;

import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/** Whether a service's head is that of a final answer whose body everybody reads alike. */
final class AnswerCheck {

    private AnswerCheck() {}

    /** What is wrong with an answer; absent: nothing. */
    static @Nullable String defectOf(HttpClientResponse service) {
        int status = service.statusCode();
        if (status < 200) {
            return "an unasked " + status;
        }
        if (status > 599) {
            // RFC 9110 section 15: there is no such class, and each reader takes it for another one
            return "a status of " + status;
        }
        String coding = service.headers().get(HttpHeaders.TRANSFER_ENCODING);
        if (coding != null && !coding.equalsIgnoreCase("chunked")) {
            // RFC 9112 section 6.1: nobody asked for another one, and the codec does not undo it
            return "a transfer coding other than chunked";
        }
        return null;
    }
}
