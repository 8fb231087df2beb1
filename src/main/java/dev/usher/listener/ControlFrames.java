package dev.usher.listener;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Counts what a client says on a stream of one direction, RFC 9114 section 6.2, where there is never content: frames of
 * control, and octets of QPACK, each of which may be an instruction (RFC 9204 section 4.3). Streams of other kinds are
 * dropped unread, and count by their size. Stands before the codec; belongs to one stream.
 */
final class ControlFrames extends ChannelInboundHandlerAdapter {

    private static final long CONTROL = 0;
    private static final long ENCODER = 2;
    private static final long DECODER = 3;

    /** Of what means nothing, so many cost as much as a frame. */
    private static final int UNREAD_OCTETS = 64;

    private final QuicWatch connection;
    private final QuicFrames frames;
    private final QuicNumber kind = new QuicNumber();
    private boolean isKnown;

    ControlFrames(QuicWatch connection) {
        this.connection = connection;
        this.frames = new QuicFrames((type, length) -> connection.idle(1));
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf octets = (ByteBuf) message;
        int i = octets.readerIndex();
        while (!isKnown && i < octets.writerIndex()) {
            isKnown = kind.take(octets.getByte(i++));
        }
        if (isKnown) {
            count(octets, i);
        }
        ctx.fireChannelRead(message);
    }

    private void count(ByteBuf octets, int from) {
        int length = octets.writerIndex() - from;
        if (kind.value() == CONTROL) {
            frames.walk(octets, from);
        } else if (kind.value() == ENCODER || kind.value() == DECODER) {
            connection.idle(length);
        } else {
            connection.idle(1 + length / UNREAD_OCTETS);
        }
    }
}
