package dev.usher.proxy;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;
import org.jspecify.annotations.Nullable;

/** A short answer that is read before its client gets any of it. Belongs to one relay. */
final class Withheld implements WriteStream<Buffer> {

    private static final int MOST_BYTES = 64 * 1_024;

    private final Buffer collected = Buffer.buffer();
    private boolean tooLong;

    boolean isTooLong(long bytes) {
        return bytes > MOST_BYTES;
    }

    /** All of it, or nothing when that was too much. */
    Buffer body() {
        return tooLong ? Buffer.buffer() : collected;
    }

    @Override
    public Future<Void> write(Buffer chunk) {
        tooLong |= isTooLong(collected.length() + (long) chunk.length());
        if (!tooLong) {
            collected.appendBuffer(chunk);
        }
        return Future.succeededFuture();
    }

    @Override
    public Future<Void> end() {
        return Future.succeededFuture();
    }

    @Override
    public boolean writeQueueFull() {
        return false;
    }

    @Override
    public Withheld setWriteQueueMaxSize(int maxSize) {
        return this;
    }

    @Override
    public Withheld drainHandler(@Nullable Handler<Void> handler) {
        return this;
    }

    @Override
    public Withheld exceptionHandler(@Nullable Handler<Throwable> handler) {
        return this;
    }
}
