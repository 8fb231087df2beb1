package dev.usher.proxy;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/**
 * A body on its way into gzip (RFC 1952). Keeps nothing but the encoder's window, so that the writer's back-pressure is
 * that of whom it writes to. Whoever has it says how it ended: {@link #finish} or {@link #abandon}. Belongs to one
 * event loop.
 */
final class Gzip implements WriteStream<Buffer> {

    /** Twice the throughput of the usual one, for a few hundredths of the size. */
    private static final int LEVEL = 4;

    private static final int PIECE_BYTES = 8 * 1_024;

    /** No name, no time, and an unknown system. */
    private static final byte[] HEAD = {0x1f, (byte) 0x8b, Deflater.DEFLATED, 0, 0, 0, 0, 0, 0, (byte) 0xff};

    private final WriteStream<Buffer> to;
    private final int flush;
    private final Runnable whenOver;
    private final Deflater deflater = new Deflater(LEVEL, true);
    private final CRC32 checksum = new CRC32();
    private final byte[] piece = new byte[PIECE_BYTES];
    private int bytesModulo32;
    private boolean begun;
    private boolean over;

    /**
     * @param prompt each write is for the reader to see at once
     * @param whenOver runs once
     */
    Gzip(WriteStream<Buffer> to, boolean prompt, Runnable whenOver) {
        this.to = to;
        this.flush = prompt ? Deflater.SYNC_FLUSH : Deflater.NO_FLUSH;
        this.whenOver = whenOver;
    }

    @Override
    public Future<Void> write(Buffer plain) {
        if (over || plain.length() == 0) {
            return Future.succeededFuture();
        }
        byte[] bytes = plain.getBytes();
        checksum.update(bytes);
        bytesModulo32 += bytes.length;
        deflater.setInput(bytes);
        Buffer packed = deflated(flush);
        return packed.length() == 0 ? Future.succeededFuture() : to.write(packed);
    }

    /** What completes the body; nothing can be written after it. */
    Buffer finish() {
        deflater.finish();
        Buffer end = deflated(Deflater.NO_FLUSH)
                .appendIntLE((int) checksum.getValue())
                .appendIntLE(bytesModulo32);
        abandon();
        return end;
    }

    /** The body ends here, complete or not; again: nothing. */
    void abandon() {
        if (!over) {
            over = true;
            deflater.end();
            whenOver.run();
        }
    }

    private Buffer deflated(int how) {
        Buffer packed = Buffer.buffer();
        if (!begun) {
            begun = true;
            packed.appendBytes(HEAD);
        }
        int length;
        do {
            length = deflater.deflate(piece, 0, piece.length, how);
            packed.appendBytes(piece, 0, length);
        } while (length == piece.length);
        return packed;
    }

    @Override
    public Future<Void> end() {
        return to.end(finish());
    }

    @Override
    public boolean writeQueueFull() {
        return to.writeQueueFull();
    }

    @Override
    public Gzip drainHandler(@Nullable Handler<Void> handler) {
        to.drainHandler(handler);
        return this;
    }

    @Override
    public Gzip setWriteQueueMaxSize(int maxSize) {
        to.setWriteQueueMaxSize(maxSize);
        return this;
    }

    @Override
    public Gzip exceptionHandler(@Nullable Handler<Throwable> handler) {
        to.exceptionHandler(handler);
        return this;
    }
}
