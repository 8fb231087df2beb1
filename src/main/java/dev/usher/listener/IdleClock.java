package dev.usher.listener;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.handler.timeout.IdleStateEvent;

/**
 * Tells Vert.x of an HTTP/1 connection on which nothing passes: nothing is read, and nothing of what was written has
 * gone out. Stands in for Netty's handler of idle time, for which only what has gone out as a whole counts. It has no
 * timer of its own and asks for no time, since {@link IdleClocks} looks at it, which most of a connection's life is all
 * that happens. Belongs to one connection.
 */
final class IdleClock {

    private final IdleClocks clocks;
    private final Channel channel;
    private long sinceNanos;
    private boolean read;
    private boolean written;

    /** How far the socket had come with what was written, when it was looked at. */
    private long progress;

    private int place;

    /** Runs at once: what has come so far has been seen by who was there before. */
    IdleClock(IdleClocks clocks, Channel channel) {
        this.clocks = clocks;
        this.channel = channel;
        this.sinceNanos = channel.eventLoop().ticker().nanoTime();
        clocks.join(this);
    }

    /** Nobody waits for HTTP any more. */
    void end() {
        clocks.leave(this);
    }

    /** Something has come. */
    void read() {
        read = true;
    }

    /** Something is to go out. */
    void written() {
        written = true;
    }

    /** To be called now and then: only when it is, does this see the time. */
    boolean isLate(long nowNanos, long limitNanos) {
        boolean goneOut = written && hasGoneOut();
        if (read || goneOut) {
            read = false;
            sinceNanos = nowNanos;
        }
        return nowNanos - sinceNanos >= limitNanos;
    }

    /** Not the write counts, or whoever reads nothing would be kept by what is written to him. */
    private boolean hasGoneOut() {
        ChannelOutboundBuffer waiting = channel.unsafe().outboundBuffer();
        Object first = waiting == null ? null : waiting.current();
        if (waiting == null || first == null) {
            written = false;
            return true;
        }
        long before = progress;
        progress = ((long) System.identityHashCode(first) << Integer.SIZE) + waiting.currentProgress();
        return progress != before;
    }

    /** Vert.x closes the connection. */
    void tell() {
        read = true;
        channel.pipeline().fireUserEventTriggered(IdleStateEvent.ALL_IDLE_STATE_EVENT);
    }

    /** Where it is in the list of its loop. */
    int place() {
        return place;
    }

    void moveTo(int newPlace) {
        place = newPlace;
    }
}
