package dev.usher;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests of Vert.x's client and reads their answers. The wish for the body must stand before the request is
 * sent: who is not on the event loop may ask for it when it has come and gone, and then waits for ever.
 */
final class WholeAnswer {

    private WholeAnswer() {}

    /** What becomes of head and body; nothing is sent along where the body of the request is absent. */
    static <T> Future<T> to(
            HttpClientRequest request, @Nullable String body, BiFunction<HttpClientResponse, Buffer, T> read) {
        Future<T> answer = request.response().compose(head -> head.body().map(bytes -> read.apply(head, bytes)));
        if (body == null) {
            request.end();
        } else {
            request.end(body);
        }
        return answer;
    }
}
