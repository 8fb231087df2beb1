package dev.usher.listener;

import dev.usher.http.OnHeap;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http3.Http3ErrorCode;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.codec.quic.QuicStreamType;
import io.vertx.core.net.impl.ShutdownEvent;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands between Netty and Vert.x in a connection of HTTP/3, and puts watches into its streams. What it bounds is how
 * many streams there are, in all and at once, how many of them break off, and how many frames carry nothing. Belongs to
 * one connection.
 */
final class QuicWatch extends ChannelInboundHandlerAdapter {

    static final String NAME = "usher";

    private static final Logger LOG = LoggerFactory.getLogger(QuicWatch.class);

    /**
     * In all, though QUIC gives room for another when one has ended: one of control, two of QPACK (RFC 9114 section
     * 6.2), and what clients open only so that servers get used to it.
     */
    static final int CONTROL_STREAMS = 8;

    private final QuicChannel connection;
    private final ConnectionLimits limits;
    private final OpenStreams openStreams;
    private final Flood idleFrames = new Flood(FrameWatch.CALM_FRAMES, FrameWatch.CALM);
    private final Flood broken = new Flood(200, Duration.ofSeconds(30));
    private final QuicFarewell farewell;
    private int requests;
    private int controls;
    private boolean over;

    /** @param grace how long requests and answers may be on their way when the connection ends */
    QuicWatch(QuicChannel connection, ConnectionLimits limits, OpenStreams openStreams, Duration grace) {
        this.connection = connection;
        this.farewell = new QuicFarewell(connection, grace);
        this.limits = limits;
        this.openStreams = openStreams;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!(message instanceof QuicStreamChannel stream)) {
            ctx.fireChannelRead(message);
        } else if (stream.type() == QuicStreamType.BIDIRECTIONAL) {
            request(ctx, stream);
        } else {
            stream.pipeline().addFirst(NAME + "-frames", new ControlFrames(this));
            stream.pipeline().addLast(NAME, Silence.INSTANCE);
            OnHeap.last(stream.pipeline());
            ctx.fireChannelRead(stream);
            if (++controls > CONTROL_STREAMS) {
                flooded();
            }
        }
    }

    /** A client may open another stream as soon as it has stopped one, however busy that still keeps a service. */
    private void request(ChannelHandlerContext ctx, QuicStreamChannel stream) {
        if (over || !farewell.takes(stream.streamId()) || farewell.open() >= Listener.MAX_STREAMS) {
            StreamWatch.end(stream, Http3ErrorCode.H3_REQUEST_REJECTED);
            broken();
            return;
        }
        requests++;
        farewell.came(stream.streamId());
        ChannelPipeline pipeline = stream.pipeline();
        StreamWatch watch = new StreamWatch(this);
        pipeline.addFirst(NAME + "-frames", new StreamFrames(this, watch));
        pipeline.addLast(NAME, watch);
        pipeline.addLast(NAME + "-end", StreamEnd.INSTANCE);
        OnHeap.last(pipeline);
        ctx.fireChannelRead(stream);
        if (requests == limits.settings().requestsPerConnection()) {
            farewell.sayLast(FrameWatch.LAST_STREAMS);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ShutdownEvent shutdown) {
            farewell.announce(shutdown.timeout());
        } else {
            ctx.fireUserEventTriggered(event);
        }
    }

    /** Lets go of a request and its answer, if it is still there. */
    void giveUp(long stream) {
        openStreams.end(connection, stream, Http3ErrorCode.H3_REQUEST_CANCELLED);
    }

    OpenStreams openStreams() {
        return openStreams;
    }

    /** That may come before a body, and behind it. */
    int mostFields() {
        return limits.settings().headers();
    }

    /** For the head of one of its streams. */
    HeadClock clock() {
        return limits.clock(connection);
    }

    void ended(boolean whole) {
        farewell.went();
        if (!whole) {
            broken();
        }
    }

    /** What a client takes back it may send again, and Netty keeps a little of each such stream. */
    private void broken() {
        if (broken.grows()) {
            flooded();
        }
    }

    /** So many frames came that carry nothing, or what costs as much. */
    void idle(int frames) {
        if (idleFrames.grows(frames)) {
            flooded();
        }
    }

    private void flooded() {
        if (!over && connection.isOpen()) {
            over = true;
            limits.flooded();
            connection
                    .close(true, Http3ErrorCode.H3_EXCESSIVE_LOAD.code(), Unpooled.EMPTY_BUFFER)
                    .addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
        }
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
