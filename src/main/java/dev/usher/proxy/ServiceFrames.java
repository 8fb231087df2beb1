package dev.usher.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.netty.handler.codec.http2.Http2Headers;
import org.jspecify.annotations.Nullable;

/**
 * What Vert.x's client of HTTP/2 does not look at. A service's interim answers (1xx, RFC 9110 section 15.2) end here:
 * Vert.x takes all but 100 and 103 for the final one and loses that, and a proxy may drop what it did not ask for.
 * A 101 is none. A body before its head (RFC 9113 section 8.1) ends the stream: nobody would hear of it.
 */
final class ServiceFrames {

    private ServiceFrames() {}

    /** To be called on the event loop before the first request. */
    static void watch(ChannelPipeline pipeline) {
        Http2ConnectionHandler handler = pipeline.get(Http2ConnectionHandler.class);
        Http2ConnectionDecoder decoder = handler.decoder();
        decoder.frameListener(new Watch(handler.connection(), decoder.frameListener()));
    }

    private static final class Watch extends Http2FrameListenerDecorator {

        private final Http2Connection connection;

        Watch(Http2Connection connection, Http2FrameListener listener) {
            super(listener);
            this.connection = connection;
        }

        @Override
        public int onDataRead(ChannelHandlerContext context, int stream, ByteBuf data, int padding, boolean last)
                throws Http2Exception {
            if (!connection.stream(stream).isHeadersReceived()) {
                throw Http2Exception.streamError(stream, Http2Error.PROTOCOL_ERROR, "a body without a head");
            }
            return super.onDataRead(context, stream, data, padding, last);
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
