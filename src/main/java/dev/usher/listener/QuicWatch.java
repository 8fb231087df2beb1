package dev.usher.listener;

import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.codec.quic.QuicStreamType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stands between Netty and Vert.x in a connection of HTTP/3, and puts watches into its streams. */
final class QuicWatch extends ChannelInboundHandlerAdapter {

    static final String NAME = "usher";

    private static final Logger LOG = LoggerFactory.getLogger(QuicWatch.class);

    private final OpenStreams open;

    QuicWatch(OpenStreams open) {
        this.open = open;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof QuicStreamChannel stream) {
            ChannelPipeline pipeline = stream.pipeline();
            if (stream.type() == QuicStreamType.BIDIRECTIONAL) {
                pipeline.addFirst(NAME + "-frames", new StreamFrames());
                pipeline.addLast(NAME, new StreamWatch(open));
            } else {
                pipeline.addLast(NAME, Silence.INSTANCE);
            }
        }
        ctx.fireChannelRead(message);
    }

    /** QUIC itself ends a connection that cannot go on; what anybody may send to its port is no reason. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable failure) {
        LOG.debug("a connection failed: {}", failure.getClass().getName());
    }

    /** In the streams of one direction, whose errors end the connection without help. */
    @Sharable
    private static final class Silence extends ChannelInboundHandlerAdapter {

        static final Silence INSTANCE = new Silence();

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable failure) {
            LOG.debug("a control stream failed: {}", failure.getClass().getName());
        }
    }
}
