package dev.usher.proxy;

import io.vertx.core.buffer.Buffer;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * A body on its way into gzip (RFC 1952). Keeps nothing but the encoder's window, so that the writer's back-pressure is
 * that of whom it writes to. Whoever has it says how it ended: {@link #finish} or {@link #abandon}. Belongs to one
 * event loop.
 */
final class Gzip implements BodySink {

    /** Twice the throughput of the usual one, for a few hundredths of the size. */
    private static final int LEVEL = 4;

    private static final int PIECE_BYTES = 8 * 1_024;

    /** No name, no time, and an unknown system. */
    private static final byte[] HEAD = {0x1f, (byte) 0x8b, Deflater.DEFLATED, 0, 0, 0, 0, 0, 0, (byte) 0xff};

    private final BodySink to;
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
    Gzip(BodySink to, boolean prompt, Runnable whenOver) {
        this.to = to;
        this.flush = prompt ? Deflater.SYNC_FLUSH : Deflater.NO_FLUSH;
        this.whenOver = whenOver;
    }

    @Override
    public void write(Buffer plain) {
        byte[] bytes = plain.getBytes();
        Lent.giveBack(plain);
        if (over || bytes.length == 0) {
            return;
        }
        checksum.update(bytes);
        bytesModulo32 += bytes.length;
        deflater.setInput(bytes);
        Buffer packed = deflated(flush);
        if (packed.length() > 0) {
            to.write(packed);
        }
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
    public boolean isFull() {
        return to.isFull();
    }

    @Override
    public void whenDrained(Runnable action) {
        to.whenDrained(action);
    }
}
