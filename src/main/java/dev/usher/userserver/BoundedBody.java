package dev.usher.userserver;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;
import io.vertx.ext.web.codec.BodyCodec;
import io.vertx.ext.web.codec.spi.BodyStream;
import org.jspecify.annotations.Nullable;

/**
 * Collects an answer's body up to a limit and a deadline. The web client's own codecs have neither: a server that sends
 * for ever, or one octet a second, would hold memory and a connection for as long as it likes.
 */
final class BoundedBody implements BodyCodec<Buffer> {

    private final int maxBytes;
    private final long deadlineNanos;

    BoundedBody(int maxBytes, long deadlineNanos) {
        this.maxBytes = maxBytes;
        this.deadlineNanos = deadlineNanos;
    }

    @Override
    public BodyStream<Buffer> stream() {
        return new Collector();
    }

    /** The body broke a bound. */
    static final class OutOfBounds extends RuntimeException {
        private static final long serialVersionUID = 1L;

        OutOfBounds(String message) {
            super(message, null, false, false);
        }
    }

    private final class Collector implements BodyStream<Buffer> {
        private final Promise<Buffer> whole = Promise.promise();
        private final Buffer collected = Buffer.buffer();

        @Override
        public Future<Buffer> result() {
            return whole.future();
        }

        @Override
        public void handle(Throwable failure) {
            whole.tryFail(failure);
        }

        @Override
        public Future<Void> write(Buffer chunk) {
            OutOfBounds broken = null;
            if (collected.length() + chunk.length() > maxBytes) {
                broken = new OutOfBounds("the answer is longer than " + maxBytes + " bytes");
            } else if (System.nanoTime() - deadlineNanos > 0) {
                broken = new OutOfBounds("the answer did not end in time");
            }
            if (broken != null) {
                whole.tryFail(broken);
                return Future.failedFuture(broken);
            }
            collected.appendBuffer(chunk);
            return Future.succeededFuture();
        }

        @Override
        public Future<Void> end() {
            whole.tryComplete(collected);
            return Future.succeededFuture();
        }

        @Override
        public WriteStream<Buffer> exceptionHandler(@Nullable Handler<Throwable> handler) {
            return this;
        }

        @Override
        public WriteStream<Buffer> setWriteQueueMaxSize(int maxSize) {
            return this;
        }

        @Override
        public boolean writeQueueFull() {
            return false;
        }

        @Override
        public WriteStream<Buffer> drainHandler(@Nullable Handler<Void> handler) {
            return this;
        }
    }
}
