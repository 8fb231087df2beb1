package dev.usher.proxy;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.netty.handler.codec.http2.Http2Headers;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a service's interim answers (1xx, RFC 9110 section 15.2) on HTTP/2 from Vert.x, which takes all but 100 and 103
 * for the final one and loses that. They end here: a proxy may drop what it did not ask for. A 101 is none.
 */
final class InterimAnswers {

    private InterimAnswers() {}

    /** To be called on the event loop before the first request. */
    static void swallow(ChannelPipeline pipeline) {
        Http2ConnectionDecoder decoder =
                pipeline.get(Http2ConnectionHandler.class).decoder();
        decoder.frameListener(new Sieve(decoder.frameListener()));
    }

    private static final class Sieve extends Http2FrameListenerDecorator {

        Sieve(Http2FrameListener listener) {
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
