package dev.usher.proxy;

import io.netty.buffer.ByteBuf;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;

/**
 * Chunks whose memory is the pool's that the sockets read into. Vert.x's own are copies on the heap, for which giving
 * back does nothing; so whoever handles a chunk need not know which it is.
 */
final class Lent {

    private Lent() {}

    /** Takes over the bytes. */
    static Buffer chunk(ByteBuf bytes) {
        // Vert.x takes the first byte for the first to be read
        return BufferInternal.buffer(bytes.readerIndex() == 0 ? bytes : bytes.slice());
    }

    /** One on the heap in its place. */
    static Buffer copied(Buffer chunk) {
        return BufferInternal.safeBuffer(bytes(chunk));
    }

    /** For whoever gives them back. */
    static ByteBuf bytes(Buffer chunk) {
        return ((BufferInternal) chunk).unwrap();
    }

    /** Nobody may look at it any more. */
    static void giveBack(Buffer chunk) {
        bytes(chunk).release();
    }
}
