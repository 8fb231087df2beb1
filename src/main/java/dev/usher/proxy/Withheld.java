package dev.usher.proxy;

import io.vertx.core.buffer.Buffer;

/** A short answer that is read before its client gets any of it. Belongs to one relay. */
final class Withheld implements BodySink {

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
    public void write(Buffer chunk) {
        tooLong |= isTooLong(collected.length() + (long) chunk.length());
        if (!tooLong) {
            collected.appendBuffer(chunk);
        }
        Lent.giveBack(chunk);
    }

    @Override
    public boolean isFull() {
        return false;
    }

    @Override
    public void whenDrained(Runnable action) {
        // it never is full
    }
}
