package dev.usher.proxy;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.impl.UnpooledHttpClientConnection;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a service's interim answers (1xx, RFC 9110 section 15.2) from Vert.x, which takes all but 100 and 103 for the
 * final one and loses that. They end here: a proxy may drop what it did not ask for. A 101 is none, it ends HTTP. The
 * only place that reaches below Vert.x's API, for lack of a hook in it.
 */
final class InterimAnswers {

    private static final int SWITCHING_PROTOCOLS = 101;

    private InterimAnswers() {}

    /** To be called on the event loop before the first request. */
    static void swallow(HttpClientConnection connection) {
        if (connection instanceof UnpooledHttpClientConnection own) {
            ChannelPipeline pipeline = own.unwrap().channelHandlerContext().pipeline();
            Http2ConnectionHandler http2 = pipeline.get(Http2ConnectionHandler.class);
            if (http2 == null) {
                pipeline.addAfter("codec", "interim", new Http1());
            } else {
                Http2ConnectionDecoder decoder = http2.decoder();
                decoder.frameListener(new Http2(decoder.frameListener()));
            }
        }
    }

    private static boolean isInterim(int status) {
        return status >= 100 && status < 200 && status != SWITCHING_PROTOCOLS;
    }

    /** The codec ends each of them as it ends every message. */
    private static final class Http1 extends ChannelInboundHandlerAdapter {

        private boolean swallowing;

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (message instanceof HttpResponse response) {
                swallowing = response.decoderResult().isSuccess()
                        && isInterim(response.status().code());
            }
            if (swallowing) {
                swallowing = !(message instanceof LastHttpContent);
                ReferenceCountUtil.release(message);
            } else {
                context.fireChannelRead(message);
            }
        }
    }

    private static final class Http2 extends Http2FrameListenerDecorator {

        Http2(Http2FrameListener listener) {
            super(listener);
        }

        @Override
        public void onHeadersRead(
                ChannelHandlerContext context, int stream, Http2Headers headers, int padding, boolean last)
                throws Http2Exception {
            if (last || !isInterim(headers.status())) {
                super.onHeadersRead(context, stream, headers, padding, last);
            }
        }

        @Override
        public void onHeadersRead(
                ChannelHandlerContext context,
                int stream,
                Http2Headers headers,
                int dependency,
                short weight,
                boolean exclusive,
                int padding,
                boolean last)
                throws Http2Exception {
            if (last || !isInterim(headers.status())) {
                super.onHeadersRead(context, stream, headers, dependency, weight, exclusive, padding, last);
            }
        }

        private static boolean isInterim(@Nullable CharSequence status) {
            return status != null && status.length() == 3 && status.charAt(0) == '1' && !"101".contentEquals(status);
        }
    }
}
