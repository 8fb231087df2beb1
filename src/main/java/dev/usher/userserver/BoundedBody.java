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
 * Collects one answer's body up to a limit, which the web client's own codecs do not have. The web client cannot let
 * go of an answer once its head is there; so a body that breaks the limit, or that nobody waits for any longer, is not
 * read on, and the idle timeout ends its connection.
 */
final class BoundedBody implements BodyCodec<Buffer>, BodyStream<Buffer> {

    private final int maxBytes;
    private final Buffer collected = Buffer.buffer();
    private final Promise<Buffer> whole = Promise.promise();
    private boolean givenUp;

    BoundedBody(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** The body is longer than any answer that means something. */
    static final class TooLong extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooLong(int maxBytes) {
            super("the answer is longer than " + maxBytes + " bytes", null, false, false);
        }
    }

    /** From the next chunk on nothing is read. */
    void giveUp() {
        givenUp = true;
    }

    @Override
    public BodyStream<Buffer> stream() {
        return this;
    }

    /** Fails with {@link TooLong} as soon as the limit is broken, which is before the answer has ended. */
    @Override
    public Future<Buffer> result() {
        return whole.future();
    }

    @Override
    public Future<Void> write(Buffer chunk) {
        if (collected.length() + chunk.length() > maxBytes) {
            givenUp = true;
            whole.tryFail(new TooLong(maxBytes));
        } else if (!givenUp) {
            collected.appendBuffer(chunk);
        }
        return Future.succeededFuture();
    }

    @Override
    public boolean writeQueueFull() {
        return givenUp;
    }

    @Override
    public Future<Void> end() {
        whole.tryComplete(collected);
        return Future.succeededFuture();
    }

    @Override
    public void handle(Throwable failure) {
        whole.tryFail(failure);
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
    public WriteStream<Buffer> drainHandler(@Nullable Handler<Void> handler) {
        return this;
    }
}
