package dev.usher.listener;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.handler.timeout.IdleStateEvent;
import org.jspecify.annotations.Nullable;

/**
 * Tells Vert.x of an HTTP/1 connection on which nothing passes. Stands in for Netty's handler of idle time and counts
 * what that one counts: what is read, and what has gone out. It has no timer of its own and asks for no time, since
 * {@link IdleClocks} looks at it, which most of a connection's life is all that happens.
 */
final class IdleClock extends ChannelDuplexHandler {

    /** By which Vert.x names Netty's. */
    static final String NAME = "idle";

    private final IdleClocks clocks;
    private @Nullable ChannelHandlerContext connection;
    private long sinceNanos;
    private boolean read;
    private boolean written;

    /** How far the socket had come with what was written, when it was looked at. */
    private long progress;

    private int place;

    IdleClock(IdleClocks clocks, long sinceNanos) {
        this.clocks = clocks;
        this.sinceNanos = sinceNanos;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        connection = ctx;
        clocks.join(this);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        clocks.leave(this);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        read = true;
        ctx.fireChannelRead(message);
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // whoever wants to know has given the promise
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        written = true;
        ctx.write(message, promise);
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
        ChannelOutboundBuffer waiting =
                connection == null ? null : connection.channel().unsafe().outboundBuffer();
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
        if (connection != null) {
            connection.fireUserEventTriggered(IdleStateEvent.ALL_IDLE_STATE_EVENT);
        }
    }

    /** Where it is in the list of its loop. */
    int place() {
        return place;
    }

    void moveTo(int newPlace) {
        place = newPlace;
    }
}
