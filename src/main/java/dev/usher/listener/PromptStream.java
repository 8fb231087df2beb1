package dev.usher.listener;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.impl.HttpResponseHead;
import io.vertx.core.http.impl.HttpServerStream;
import io.vertx.core.http.impl.http2.codec.Http2ServerConnectionImpl;
import org.jspecify.annotations.Nullable;

/**
 * Vert.x's stream of HTTP/2 in all but one thing: a head does not wait for the window that its body has to wait for
 * (RFC 9113 section 5.2.1). Vert.x 5.1.6 flushes it with the body only. Of one request.
 */
final class PromptStream extends PassingStream {

    private final Http2ServerConnectionImpl connection;

    PromptStream(HttpServerStream stream, Http2ServerConnectionImpl connection) {
        super(stream);
        this.connection = connection;
    }

    @Override
    public Future<Void> writeHead(HttpResponseHead head, @Nullable Buffer chunk, boolean end) {
        if (chunk == null || !isBlocked()) {
            return super.writeHead(head, chunk, end);
        }
        Future<Void> headWritten = super.writeHead(head, null, false);
        return super.writeChunk(chunk, end).eventually(() -> headWritten);
    }

    private boolean isBlocked() {
        int id = (int) id();
        return connection.stream(id) != null && !connection.isWritable(id);
    }
}
