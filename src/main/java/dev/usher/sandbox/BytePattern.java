package dev.usher.sandbox;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;

/** Writes a body of any size no faster than the client takes it; byte number {@code i} is {@code i % 251}. */
final class BytePattern {

    private static final int PERIOD = 251;

    /** Whole periods, so that chunk follows chunk without a seam. */
    private static final Buffer CHUNK = chunk(PERIOD * 256);

    private final HttpServerResponse response;
    private long remaining;

    BytePattern(HttpServerResponse response, long bytes) {
        this.response = response;
        this.remaining = bytes;
    }

    void write() {
        while (remaining > 0 && !response.closed()) {
            if (response.writeQueueFull()) {
                response.drainHandler(drained -> write());
                return;
            }
            int size = (int) Math.min(remaining, CHUNK.length());
            remaining -= size;
            response.write(CHUNK.slice(0, size));
        }
        if (!response.closed()) {
            response.end();
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
