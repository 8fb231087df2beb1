package dev.usher.proxy;

import dev.usher.http.Exchange;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/**
 * The body of the answer to a client. Vert.x hands lent memory to Netty in a wrapper that cannot be retained, so it is
 * nobody's as soon as a write's future completes, and the kernel must be done with it by then. With io_uring that
 * excludes zero-copy writes (off unless asked for) and shutting down the output alone. Belongs to one relay.
 */
final class ClientBody implements BodySink {

    private static final int PIECE_BYTES = 8 * 1_024;

    private final HttpServerResponse response;

    /** On HTTP/2 and HTTP/3 chunks wait for their stream's window, in parts and in more hands than can be followed. */
    private final boolean isStream;

    ClientBody(HttpServerRequest request) {
        this.response = request.response();
        this.isStream = Exchange.isStream(request);
    }

    @Override
    public void write(Buffer chunk) {
        if (isStream) {
            writeCopy(chunk);
        } else {
            response.write(chunk).onComplete(written -> Lent.giveBack(chunk));
        }
    }

    /** In pieces: of a stream, Vert.x counts these and not their bytes when it says that it is full. */
    private void writeCopy(Buffer chunk) {
        for (int start = 0; start < chunk.length(); start += PIECE_BYTES) {
            int end = Math.min(chunk.length(), start + PIECE_BYTES);
            response.write(Buffer.buffer(chunk.getBytes(start, end)));
        }
        Lent.giveBack(chunk);
    }

    /** Ends the answer; the future completes when all of it is written. */
    Future<Void> end(Buffer rest) {
        return isStream
                ? response.end(Lent.copied(rest))
                : response.end(rest).onComplete(written -> Lent.giveBack(rest));
    }

    @Override
    public boolean isFull() {
        return response.writeQueueFull();
    }

    @Override
    public void whenDrained(Runnable action) {
        response.drainHandler(drained -> action.run());
    }
}
