package dev.usher.listener;

import dev.usher.http.ShortMessage;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.AsciiString;

/** Writes a usual answer of a few KiB as a {@link ShortMessage}. Sits behind the encoder, which is left out then. */
final class ShortAnswers extends ChannelOutboundHandlerAdapter {

    private static final AsciiString FIRST_LINE = AsciiString.cached("HTTP/1.1 200 OK");

    private final ChannelHandlerContext encoder;

    private ShortAnswers(ChannelHandlerContext encoder) {
        this.encoder = encoder;
    }

    /** To be called when the connection is known to speak HTTP/1. */
    static void insert(ChannelPipeline pipeline, String encoder) {
        pipeline.addAfter(encoder, null, new ShortAnswers(pipeline.context(encoder)));
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // whoever wants to know has given the promise
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (message instanceof FullHttpResponse answer && isShort(answer)) {
            encoder.write(whole(ctx, answer), promise);
        } else {
            ctx.write(message, promise);
        }
    }

    /** Whether nothing about it is special: its body is there, and is what the length says. */
    private static boolean isShort(FullHttpResponse answer) {
        return ShortMessage.is(answer.headers(), answer.content())
                && answer.content().isReadable()
                && answer.status().equals(HttpResponseStatus.OK)
                && answer.protocolVersion().equals(HttpVersion.HTTP_1_1)
                && answer.headers().contains(HttpHeaderNames.CONTENT_LENGTH);
    }

    private static ByteBuf whole(ChannelHandlerContext ctx, FullHttpResponse answer) {
        ByteBuf whole = ShortMessage.begin()
                .add(FIRST_LINE)
                .endLine()
                .addFields(answer.headers())
                .with(answer.content(), ctx.alloc());
        answer.release();
        return whole;
    }
}
