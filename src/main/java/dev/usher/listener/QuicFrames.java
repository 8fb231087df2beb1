package dev.usher.listener;

import io.netty.buffer.ByteBuf;

/** Follows the frames of a stream of HTTP/3, RFC 9114 section 7.1, without reading what is in them. Of one stream. */
final class QuicFrames {

    /** Hears of each frame when its type and length are known. */
    interface Beginning {
        void began(long type, long length);
    }

    private final Beginning beginning;
    private final QuicNumber number = new QuicNumber();

    /** Octets until the frame ends. */
    private long rest;

    private boolean typed;
    private long type;

    QuicFrames(Beginning beginning) {
        this.beginning = beginning;
    }

    /** @param from where in the octets to begin */
    void walk(ByteBuf octets, int from) {
        int i = from;
        int end = octets.writerIndex();
        while (i < end) {
            if (rest > 0) {
                int taken = (int) Math.min(rest, end - i);
                rest -= taken;
                i += taken;
            } else {
                header(octets.getByte(i++));
            }
        }
    }

    private void header(byte octet) {
        if (!number.take(octet)) {
            return;
        }
        typed = !typed;
        if (typed) {
            type = number.value();
        } else {
            rest = number.value();
            beginning.began(type, rest);
        }
    }

    /** Whether the last one is whole. */
    boolean areWhole() {
        return rest == 0 && number.isWhole() && !typed;
    }
}
