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

    private final QuicFrames frames = new QuicFrames(this::began);

    StreamFrames(QuicWatch connection, StreamWatch stream) {
        this.connection = connection;
        this.stream = stream;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf octets = (ByteBuf) message;
        frames.walk(octets, octets.readerIndex());
        ctx.fireChannelRead(message);
        stream.heard();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE && !frames.areWhole()) {
            StreamWatch.end((QuicStreamChannel) ctx.channel(), Http3ErrorCode.H3_FRAME_ERROR);
        } else {
            ctx.fireUserEventTriggered(event);
        }
    }

    private void began(long type, long length) {
        if (type != HEADERS && (type != DATA || length == 0)) {
            connection.idle(1);
        }
    }
}
