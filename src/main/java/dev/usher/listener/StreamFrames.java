package dev.usher.listener;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http3.Http3ErrorCode;
import io.netty.handler.codec.quic.QuicStreamChannel;

/**
 * Follows the frames of a request's stream as its octets come in, RFC 9114 section 7.1, without reading what is in
 * them: Netty takes a body for complete whose last frame is not, and passes over what it does not know without a word.
 * Stands before the codec; belongs to one stream.
 */
final class StreamFrames extends ChannelInboundHandlerAdapter {

    private static final long DATA = 0;
    private static final long HEADERS = 1;

    private final QuicWatch connection;
    private final StreamWatch stream;

    /** Octets until the frame ends. */
    private long rest;

    /** What has come of the number that is on its way, and how many octets of it have not. */
    private long number;

    private int missing;
    private boolean typed;
    private long type;

    StreamFrames(QuicWatch connection, StreamWatch stream) {
        this.connection = connection;
        this.stream = stream;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        walk((ByteBuf) message);
        ctx.fireChannelRead(message);
        stream.heard();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE && (rest > 0 || missing > 0 || typed)) {
            StreamWatch.end((QuicStreamChannel) ctx.channel(), Http3ErrorCode.H3_FRAME_ERROR);
        } else {
            ctx.fireUserEventTriggered(event);
        }
    }

    private void walk(ByteBuf octets) {
        int i = octets.readerIndex();
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

    /** Two numbers of one to eight octets, whose first two bits say how many: RFC 9000 section 16. */
    private void header(byte octet) {
        if (missing == 0) {
            missing = (1 << (octet >> 6 & 3)) - 1;
            number = octet & 0x3f;
        } else {
            missing--;
            number = number << 8 | octet & 0xff;
        }
        if (missing == 0) {
            typed = !typed;
            if (typed) {
                type = number;
            } else {
                rest = number;
                began();
            }
        }
    }

    private void began() {
        if (type != HEADERS && (type != DATA || rest == 0)) {
            connection.idleFrame();
        }
    }
}
