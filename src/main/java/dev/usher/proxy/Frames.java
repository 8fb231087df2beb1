package dev.usher.proxy;

import io.netty.buffer.ByteBuf;

/**
 * Follows the frames of one direction of a WebSocket by their headers alone, RFC 6455 section 5.2, so that it is known
 * where one ends. Payloads are neither kept nor looked at.
 */
final class Frames {

    private static final int SHORTEST_HEADER = 2;
    private static final int LENGTH_IN_2_BYTES = 126;
    private static final int LENGTH_IN_8_BYTES = 127;
    private static final int MASKED = 0x80;
    private static final int OPCODE = 0x0f;
    private static final int CLOSE = 0x8;

    private int headerBytes;
    private int headerLength = SHORTEST_HEADER;
    private int lengthBytes;
    private int opcode;
    private long payloadLeft;
    private boolean closed;

    /** Whether nothing of a frame is under way, so that another frame may be put here. */
    boolean atBoundary() {
        return headerBytes == 0;
    }

    /** Whether a Close frame has gone by; no other frame follows it, section 5.5.1. */
    boolean sawClose() {
        return closed;
    }

    /** Follows all of a chunk from a position on. */
    void follow(ByteBuf chunk, int from) {
        int at = from;
        while (at < chunk.writerIndex()) {
            at = next(chunk, at);
        }
    }

    /** Follows a chunk up to the end of the frame that is under way, or to its own end; returns where that is. */
    int next(ByteBuf chunk, int from) {
        int at = from;
        while (at < chunk.writerIndex()) {
            if (headerBytes < headerLength) {
                header(chunk.getByte(at) & 0xff);
                at++;
            } else {
                long skipped = Math.min(payloadLeft, chunk.writerIndex() - at);
                payloadLeft -= skipped;
                at += (int) skipped;
            }
            if (headerBytes == headerLength && payloadLeft == 0) {
                ended();
                return at;
            }
        }
        return at;
    }

    private void header(int next) {
        int index = headerBytes++;
        if (index == 0) {
            opcode = next & OPCODE;
        } else if (index == 1) {
            int length = next & ~MASKED;
            lengthBytes = length == LENGTH_IN_8_BYTES ? 8 : length == LENGTH_IN_2_BYTES ? 2 : 0;
            payloadLeft = lengthBytes == 0 ? length : 0;
            headerLength = SHORTEST_HEADER + lengthBytes + ((next & MASKED) == 0 ? 0 : 4);
        } else if (index < SHORTEST_HEADER + lengthBytes) {
            // the first bit of eight bytes must not be set; a frame that long would never end anyway
            payloadLeft = payloadLeft << 8 & Long.MAX_VALUE | next;
        }
    }

    private void ended() {
        closed |= opcode == CLOSE;
        headerBytes = 0;
        headerLength = SHORTEST_HEADER;
    }
}
