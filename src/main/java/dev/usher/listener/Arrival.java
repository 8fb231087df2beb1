package dev.usher.listener;

import dev.usher.http.OnHeap;
import dev.usher.http.ShortAnswers;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.impl.http2.codec.VertxHttp2ConnectionHandler;
import io.vertx.core.http.impl.tcp.Http1xOrH2CHandler;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Waits at the front of a new connection until its protocol is known, then leaves what watches that protocol in its
 * place. Only Netty's pipeline tells: Vert.x shows a connection when its first request is complete.
 */
final class Arrival extends ChannelInboundHandlerAdapter {

    static final String NAME = "usher";
    private static final String DECODER = "httpDecoder";
    private static final String ENCODER = "httpEncoder";

    private final ConnectionLimits limits;
    private @Nullable HeadClock clock;

    Arrival(ConnectionLimits limits) {
        this.limits = limits;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) throws Exception {
        if (watched(ctx, this::arrived)) {
            super.channelActive(ctx);
        }
    }

    private void arrived(ChannelHandlerContext ctx) {
        HeadClock own = limits.clock(ctx.channel());
        clock = own;
        ChannelPipeline pipeline = ctx.pipeline();
        ChannelHandlerContext detector = pipeline.context(Http1xOrH2CHandler.class);
        if (pipeline.get("ssl") != null) {
            pipeline.addAfter("ssl", NAME + "-secured", new Detected(own));
        } else if (detector != null) {
            pipeline.addAfter(detector.name(), NAME + "-detected", new Detected(own));
        } else {
            own.end();
            watch(pipeline, own);
        }
    }

    /** Before TLS or the protocol is settled, the first octet of it starts the clock. */
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
        if (clock != null && ctx.pipeline().get(Detected.class) != null) {
            clock.begin();
        }
        ctx.pipeline().remove(this);
        ctx.fireChannelRead(message);
    }

    private void watch(ChannelPipeline pipeline, HeadClock own) {
        ChannelHandlerContext codec = pipeline.context(VertxHttp2ConnectionHandler.class);
        if (pipeline.get(DECODER) != null) {
            IdleClock idle = idleClock(pipeline);
            pipeline.replace(DECODER, DECODER, new HeadDecoder(limits.settings(), own, idle));
            ShortAnswers.insert(pipeline, ENCODER, idle::written);
            OnHeap.readOneByOne(pipeline);
        } else if (codec != null) {
            FrameWatch frames = new FrameWatch(limits.settings(), own, limits::flooded);
            pipeline.addBefore(codec.name(), NAME + "-frames", frames);
            own.begin();
        } else if (pipeline.channel().isActive()) {
            throw new IllegalStateException("there is no codec that is known");
        }
    }

    /** Not sooner: where Vert.x puts a codec depends on whether Netty's handler is there. */
    private IdleClock idleClock(ChannelPipeline pipeline) {
        Duration limit =
                Duration.ofMillis(pipeline.remove(IdleStateHandler.class).getAllIdleTimeInMillis());
        return limits.idleClock(pipeline.channel(), limit);
    }

    /** Whatever goes wrong, no connection goes on without its watch; says whether it goes on. */
    private boolean watched(ChannelHandlerContext ctx, Consumer<ChannelHandlerContext> step) {
        try {
            step.accept(ctx);
            return true;
        } catch (RuntimeException defect) {
            limits.unwatched(defect);
            ctx.channel().close().addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
            return false;
        }
    }

    /** Stands where a message first comes past a pipeline that is complete. */
    private final class Detected extends ChannelInboundHandlerAdapter {

        private final HeadClock own;
        private boolean lost;

        Detected(HeadClock own) {
            this.own = own;
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
            super.userEventTriggered(ctx, event);
            if (event instanceof SslHandshakeCompletionEvent handshake && handshake.isSuccess()) {
                lost = !watched(ctx, this::detected);
            }
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
            if (lost || !watched(ctx, this::detected)) {
                lost = true;
                ReferenceCountUtil.release(message);
            } else {
                ctx.fireChannelRead(message);
            }
        }

        private void detected(ChannelHandlerContext ctx) {
            own.end();
            watch(ctx.pipeline(), own);
            ctx.pipeline().remove(this);
        }
    }
}
