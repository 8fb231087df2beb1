package dev.usher.listener;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;

/**
 * How long the head that a connection is sending takes, in all: silence is not what counts, or one octet a second could
 * hold a connection for ever. Belongs to one connection.
 */
final class HeadClock {

    private final HeadClocks clocks;
    private final Channel channel;
    private long sinceNanos;
    private boolean running;

    HeadClock(HeadClocks clocks, Channel channel) {
        this.clocks = clocks;
        this.channel = channel;
    }

    /** Part of a head is there, the rest is not; again: it goes on. */
    void begin() {
        if (!running) {
            running = true;
            sinceNanos = System.nanoTime();
            clocks.join(this);
        }
    }

    /** The head is there, or the connection is gone. */
    void end() {
        if (running) {
            running = false;
            clocks.leave(this);
        }
    }

    boolean isLate(long nowNanos, long limitNanos) {
        if (!channel.config().isAutoRead()) {
            // it is the gateway that does not read on, since an earlier request is not answered yet
            sinceNanos = nowNanos;
        }
        return nowNanos - sinceNanos >= limitNanos;
    }

    void close() {
        end();
        channel.close().addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    }
}
