package dev.usher.listener;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.AsciiString;
import io.vertx.core.http.impl.headers.Http1xHeaders;

/**
 * Writes a usual answer of a few KiB in one piece, head and body: the encoder writes two, and each piece costs more on
 * its way to the socket than copying such a body. Sits behind the encoder, which is left out then.
 */
final class ShortAnswers extends ChannelOutboundHandlerAdapter {

    static final int MOST_BYTES = 4 * 1_024;

    private static final int USUAL_HEAD_BYTES = 512;
    private static final AsciiString FIRST_LINE = AsciiString.cached("HTTP/1.1 200 OK\r\n");
    private static final int CRLF = 0x0d0a;

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
        if (message instanceof FullHttpResponse answer
                && isShort(answer)
                && answer.headers() instanceof Http1xHeaders headers) {
            encoder.write(whole(ctx, headers, answer), promise);
        } else {
            ctx.write(message, promise);
        }
    }

    /** Whether nothing about it is special: its body is there, and is what the length says. */
    private static boolean isShort(FullHttpResponse answer) {
        int length = answer.content().readableBytes();
        return length > 0
                && length <= MOST_BYTES
                && answer.status().equals(HttpResponseStatus.OK)
                && answer.protocolVersion().equals(HttpVersion.HTTP_1_1)
                && answer.headers().contains(HttpHeaderNames.CONTENT_LENGTH)
                && !answer.headers().contains(HttpHeaderNames.TRANSFER_ENCODING);
    }

    private static ByteBuf whole(ChannelHandlerContext ctx, Http1xHeaders headers, FullHttpResponse answer) {
        ByteBuf body = answer.content();
        ByteBuf whole = ctx.alloc().directBuffer(USUAL_HEAD_BYTES + body.readableBytes());
        ByteBufUtil.copy(FIRST_LINE, whole);
        headers.encode(whole, false);
        ByteBufUtil.writeShortBE(whole, CRLF);
        whole.writeBytes(body);
        answer.release();
        return whole;
    }
}
