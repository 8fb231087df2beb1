package dev.usher.listener;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import io.netty.handler.codec.http3.Http3ErrorCode;
import io.netty.handler.codec.http3.Http3Headers;
import io.netty.handler.codec.http3.Http3HeadersFrame;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.codec.quic.QuicStreamResetException;
import io.vertx.core.http.impl.headers.HttpRequestHeaders;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands between Netty and Vert.x in a request's stream. What a client gets wrong ends its stream, RFC 9114 section
 * 4.1.2, without a word in the log. What a client takes back is over, which Netty alone does not see, since the other
 * half of the stream is open. Belongs to one stream.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a stream that cannot be ended has ended
final class StreamWatch extends ChannelInboundHandlerAdapter {

    private static final Logger LOG = LoggerFactory.getLogger(StreamWatch.class);

    private final QuicWatch connection;
    private @Nullable HeadClock clock;
    private boolean headed;
    private boolean whole;

    StreamWatch(QuicWatch connection) {
        this.connection = connection;
    }

    /** Some octets came; a head that is not among them in one piece has a deadline. */
    void heard() {
        if (!headed && clock == null) {
            clock = connection.clock();
            clock.begin();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object frame) {
        if (frame instanceof Http3HeadersFrame fields && !isInOrder(ctx, fields.headers())) {
            end((QuicStreamChannel) ctx.channel(), Http3ErrorCode.H3_MESSAGE_ERROR);
        } else {
            ctx.fireChannelRead(frame);
        }
    }

    /** The head as Vert.x will ask, since it would throw at what is none; trailers are looked at by nobody else. */
    private boolean isInOrder(ChannelHandlerContext ctx, Http3Headers fields) {
        if (headed) {
            return StreamFields.areInOrder(fields, connection.mostFields());
        }
        headed = true;
        endClock();
        connection.openStreams().join((QuicStreamChannel) ctx.channel(), this);
        try {
            return new HttpRequestHeaders(fields).validate();
        } catch (IllegalArgumentException noMethod) {
            return false;
        }
    }

    /** The end counts when Netty has seen that the body is as long as was said, and there was a request at all. */
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == ChannelInputShutdownReadComplete.INSTANCE) {
            if (headed) {
                whole = true;
                ctx.fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
                ctx.fireUserEventTriggered(event);
            } else {
                end((QuicStreamChannel) ctx.channel(), Http3ErrorCode.H3_REQUEST_INCOMPLETE);
            }
        } else if (event != ChannelInputShutdownEvent.INSTANCE) {
            ctx.fireUserEventTriggered(event);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        endClock();
        connection.openStreams().leave((QuicStreamChannel) ctx.channel());
        connection.ended(whole);
        ctx.fireChannelInactive();
    }

    private void endClock() {
        if (clock != null) {
            clock.end();
        }
    }

    /** The client does not listen any more. */
    void stopped(QuicStreamChannel stream) {
        whole = false;
        stream.close();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable failure) {
        // by its kind only: Netty quotes what it could not read, which may hold a token
        LOG.debug("a stream failed: {}", failure.getClass().getName());
        end(
                (QuicStreamChannel) ctx.channel(),
                failure instanceof QuicStreamResetException
                        ? Http3ErrorCode.H3_REQUEST_INCOMPLETE
                        : Http3ErrorCode.H3_MESSAGE_ERROR);
    }

    static void end(QuicStreamChannel stream, Http3ErrorCode why) {
        stream.shutdown(why.code());
        stream.close();
    }
}
