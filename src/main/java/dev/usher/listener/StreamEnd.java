package dev.usher.listener;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http3.DefaultHttp3Headers;
import io.netty.handler.codec.http3.Http3HeadersFrame;
import io.netty.handler.codec.quic.DefaultQuicStreamFrame;
import io.vertx.core.http.impl.headers.HttpHeaders;

/**
 * Ends an answer where {@link AnswerStream} says so: in one piece with a frame of a kind that means nothing, which
 * clients pass over (RFC 9114 section 7.2.8). QUIC's library forgets a stream when all its octets have arrived. An end
 * has none: when it is alone and gets lost, it is not sent again, and the client waits for as long as it likes
 * (cloudflare/quiche#2525). Stands between Vert.x and the codec.
 */
@Sharable
@SuppressWarnings({"FutureReturnValueIgnored", "ReferenceEquality"}) // who asked has the promise; the mark is one
final class StreamEnd extends ChannelOutboundHandlerAdapter {

    static final StreamEnd INSTANCE = new StreamEnd();

    /** Fields that no answer has; known by what they are, not by what they say. */
    static final HttpHeaders MARK = new HttpHeaders(new DefaultHttp3Headers());

    /** The first of the reserved types, and no payload. */
    private static final ByteBuf NOTHING = Unpooled.unreleasableBuffer(
            Unpooled.directBuffer(2, 2).writeByte(0x21).writeByte(0));

    private StreamEnd() {}

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (message instanceof Http3HeadersFrame fields && fields.headers() == MARK.unwrap()) {
            // past the codec, which knows octets and no ends
            ctx.pipeline().firstContext().write(new DefaultQuicStreamFrame(NOTHING.duplicate(), true), promise);
        } else {
            ctx.write(message, promise);
        }
    }
}
