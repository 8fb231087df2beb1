package dev.usher.listener;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.util.concurrent.Future;
import io.vertx.core.net.impl.ShutdownEvent;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Ends an HTTP/1 connection without losing a request, RFC 9112 section 9.6. Vert.x closes idle connections the moment
 * a server shuts down, and with them a request that is on its way. This holds the shutdown back until the connection
 * has given one more answer, which announces the end, or has been idle for the grace. While nothing shuts down it only
 * waits for that event: requests and answers pass it by.
 */
@Sharable
final class Farewell extends ChannelInboundHandlerAdapter {

    /** Enough for what a client takes at once, when the time to drain is up. */
    static final Duration LEAST = Duration.ofMillis(20);

    private final Duration grace;

    /** @param grace how long an idle connection stays open */
    Farewell(Duration grace) {
        this.grace = grace;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ShutdownEvent shutdown && !shutdown.timeout().isZero()) {
            ctx.pipeline().replace(this, ctx.name(), new Announcing(shutdown, grace));
        } else {
            ctx.fireUserEventTriggered(event);
        }
    }

    private static final class Announcing extends ChannelOutboundHandlerAdapter {

        private final ShutdownEvent shutdown;
        private final Duration grace;
        private long drainedNanos;
        private @Nullable Future<?> end;

        Announcing(ShutdownEvent shutdown, Duration grace) {
            this.shutdown = shutdown;
            this.grace = grace;
        }

        @Override
        public void handlerAdded(ChannelHandlerContext ctx) {
            drainedNanos =
                    ctx.executor().ticker().nanoTime() + shutdown.timeout().toNanos();
            end = ctx.executor().schedule(() -> passOn(ctx), grace.toMillis(), TimeUnit.MILLISECONDS);
        }

        @Override
        public void handlerRemoved(ChannelHandlerContext ctx) {
            cancel();
        }

        @Override
        @SuppressWarnings("FutureReturnValueIgnored") // the promise tells whoever asked to write
        public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
            if (message instanceof HttpResponse head && head.status().codeClass() != HttpStatusClass.INFORMATIONAL) {
                head.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
                if (cancel()) {
                    passOn(ctx);
                }
            }
            ctx.write(message, promise);
        }

        /**
         * Vert.x closes by force what shuts down, and takes the last answer for sent when it is written: the rest of it
         * may wait for its client, until all have had the time to drain, and on io_uring it goes out piece by piece.
         */
        @Override
        @SuppressWarnings("FutureReturnValueIgnored") // whoever wants to know has given the promise
        public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
            long left = Math.max(
                    LEAST.toNanos(), drainedNanos - ctx.executor().ticker().nanoTime());
            Future<?> limit = ctx.executor().schedule(() -> ctx.close(promise), left, TimeUnit.NANOSECONDS);
            ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(sent -> {
                if (limit.cancel(false)) {
                    ctx.close(promise);
                }
            });
        }

        /** Vert.x closes the connection now, or after the answer that it is writing. */
        private void passOn(ChannelHandlerContext ctx) {
            ctx.fireUserEventTriggered(shutdown);
        }

        private boolean cancel() {
            return end != null && end.cancel(false);
        }
    }
}
