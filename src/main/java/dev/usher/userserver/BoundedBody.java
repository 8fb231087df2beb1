package dev.usher.userserver;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;

/** Collects an answer's body up to a limit; Vert.x's own way to do that has none. How long it takes is the caller's. */
final class BoundedBody {

    private BoundedBody() {}

    /** Fails with {@link TooLong}, or with what broke the answer off. */
    static Future<Buffer> read(HttpClientResponse response, int maxBytes) {
        Promise<Buffer> whole = Promise.promise();
        Buffer collected = Buffer.buffer();
        response.exceptionHandler(whole::tryFail);
        response.endHandler(v -> whole.tryComplete(collected));
        response.handler(chunk -> {
            if (collected.length() + chunk.length() > maxBytes) {
                whole.tryFail(new TooLong(maxBytes));
            } else {
                collected.appendBuffer(chunk);
            }
        });
        return whole.future();
    }

    /** The body is longer than any answer that means something. */
    static final class TooLong extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooLong(int maxBytes) {
            super("the answer is longer than " + maxBytes + " bytes", null, false, false);
        }
    }
}
