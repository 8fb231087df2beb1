package dev.usher.listener;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.impl.HttpResponseHead;
import io.vertx.core.http.impl.HttpServerStream;
import org.jspecify.annotations.Nullable;

/** Vert.x's stream of HTTP/3 in all but one thing: {@link StreamEnd} ends it, before Vert.x does. Of one request. */
final class AnswerStream extends PassingStream {

    AnswerStream(HttpServerStream stream) {
        super(stream);
    }

    @Override
    public Future<Void> writeHead(HttpResponseHead head, @Nullable Buffer chunk, boolean end) {
        Future<Void> written = super.writeHead(head, chunk, false);
        return end ? end() : written;
    }

    @Override
    public Future<Void> writeHeaders(MultiMap trailers, boolean end) {
        Future<Void> written = super.writeHeaders(trailers, false);
        return end ? end() : written;
    }

    @Override
    public Future<Void> writeChunk(@Nullable Buffer chunk, boolean end) {
        Future<Void> written = super.writeChunk(chunk, false);
        return end ? end() : written;
    }

    private Future<Void> end() {
        Future<Void> ended = super.writeHeaders(StreamEnd.MARK, false);
        // of which Vert.x must know, too; its own end comes too late
        super.writeChunk(null, true);
        return ended;
    }
}
