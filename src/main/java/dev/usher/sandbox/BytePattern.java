package dev.usher.sandbox;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;

/**
 * Writes a body of any size no faster than the client takes it; byte number {@code i} is {@code i % 251}. What could
 * not be written is not ended: a connection that breaks takes everything at once before it says that it is closed, and
 * that would pass for a client that has it all.
 */
final class BytePattern {

    private static final int PERIOD = 251;

    /** Whole periods, so that chunk follows chunk without a seam. */
    private static final Buffer CHUNK = chunk(PERIOD * 256);

    private final HttpServerResponse response;
    private long remaining;
    private boolean broken;

    BytePattern(HttpServerResponse response, long bytes) {
        this.response = response;
        this.remaining = bytes;
    }

    void write() {
        if (remaining == 0) {
            response.end();
        } else {
            pump();
        }
    }

    private void pump() {
        while (remaining > 0 && !broken) {
            if (response.writeQueueFull()) {
                response.drainHandler(drained -> pump());
                return;
            }
            int size = (int) Math.min(remaining, CHUNK.length());
            remaining -= size;
            boolean last = remaining == 0;
            response.write(CHUNK.slice(0, size)).onComplete(written -> {
                if (written.failed()) {
                    broken = true;
                } else if (last) {
                    response.end();
                }
            });
        }
    }

    private static Buffer chunk(int size) {
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) (i % PERIOD);
        }
        return Buffer.buffer(bytes);
    }
}
