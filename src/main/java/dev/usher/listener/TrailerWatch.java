package dev.usher.listener;

import dev.usher.http.TrailedRequest;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.netty.handler.codec.http2.Http2Headers;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.headers.HttpHeaders;
import io.vertx.core.http.impl.http2.Http2Stream;
import io.vertx.core.http.impl.http2.codec.Http2ServerConnectionImpl;

/**
 * Hands the trailers of an HTTP/2 connection's requests over to them, in order with their bodies: Vert.x 5.1.6 drops
 * them. What is none ends the stream (RFC 9113 section 8.1.1). Belongs to one connection.
 */
final class TrailerWatch extends Http2FrameListenerDecorator {

    private final Http2ServerConnectionImpl connection;
    private final int most;

    /** Whose head was read last; RFC 9113 section 5.1.1 has them grow. */
    private int newest;

    private TrailerWatch(Http2FrameListener listener, Http2ServerConnectionImpl connection, int most) {
        super(listener);
        this.connection = connection;
        this.most = most;
    }

    /**
     * To be called before the first request.
     *
     * @param most fields that one request may have behind its body
     */
    static void over(Http2ServerConnectionImpl connection, Handler<HttpServerRequest> requests, int most) {
        Http2ConnectionHandler codec =
                (Http2ConnectionHandler) connection.channelHandlerContext().handler();
        Http2ConnectionDecoder decoder = codec.decoder();
        decoder.frameListener(new TrailerWatch(decoder.frameListener(), connection, most));
        connection.streamHandler(stream -> new TrailedRequest(requests, new PromptStream(stream, connection)).init());
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
        if (stream <= newest) {
            end(stream, headers);
        } else {
            newest = stream;
            super.onHeadersRead(context, stream, headers, dependency, weight, exclusive, padding, last);
        }
    }

    private void end(int id, Http2Headers trailers) throws Http2Exception {
        if (!StreamFields.areInOrder(trailers, most)) {
            throw Http2Exception.streamError(id, Http2Error.PROTOCOL_ERROR, "trailers that are none");
        }
        Http2Stream stream = connection.stream(id);
        if (stream != null) {
            stream.onTrailers(new HttpHeaders(trailers));
        }
    }
}
