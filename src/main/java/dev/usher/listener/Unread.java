package dev.usher.listener;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.usher.http.Exchange;
import dev.usher.observe.Metrics;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Error;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.core.http.impl.http2.codec.VertxHttp2ConnectionHandler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The answers on streams that wait for their clients, which open their windows when they like, while a ping now and
 * then keeps the connection. What is finished here and not taken in time is given up, and where all that waits is more
 * than the memory is for, what has waited longest. One instance per event loop, called on it.
 */
public final class Unread implements AutoCloseable {

    private static final long TICK_MILLIS = 200;

    /** What a stream and the heads of its messages hold, about. */
    private static final long STREAM_BYTES = 16 * 1_024;

    /**
     * A writer's queue and what was read last from the service, of which HTTP/2 sends more: no answer holds more of the
     * heap, however long it is, and of direct memory less than half as much.
     */
    private static final long MOST_BYTES = 192 * 1_024;

    /** One part in so many of the heap. */
    private static final int SHARE = 4;

    private final Vertx vertx;
    private final Ticker ticker;
    private final Metrics metrics;
    private final long limitNanos;
    private final long mostBytes;
    private final long timer;
    private final Handler<Exchange> taken = this::taken;
    private final Map<Exchange, Answer> open = new LinkedHashMap<>();

    /**
     * @param limit how long a client may take for what is left of a finished answer
     * @param loops how many there are of these
     */
    public Unread(Vertx vertx, Ticker ticker, Metrics metrics, Duration limit, int loops) {
        this.vertx = vertx;
        this.ticker = ticker;
        this.metrics = metrics;
        this.limitNanos = limit.toNanos();
        this.mostBytes = Runtime.getRuntime().maxMemory() / SHARE / loops;
        this.timer = vertx.setPeriodic(TICK_MILLIS, tick -> lookAtAll());
    }

    /** Watches over the answer to a request, if it comes on a stream. */
    void watch(Exchange exchange) {
        if (Exchange.isStream(exchange.request())) {
            open.put(exchange, new Answer(exchange));
            exchange.whenClosed(taken);
        }
    }

    /** All of its answer is there; a client that was slow so far has its time for the rest. */
    void finished(Exchange exchange) {
        Answer answer = open.get(exchange);
        if (answer != null) {
            answer.sinceNanos = ticker.read();
        }
    }

    private void taken(Exchange exchange) {
        open.remove(exchange);
    }

    private void lookAtAll() {
        if (open.isEmpty()) {
            return;
        }
        long now = ticker.read();
        long bytes = 0;
        List<Answer> waiting = new ArrayList<>();
        for (Answer answer : open.values()) {
            if (answer.waits(now)) {
                waiting.add(answer);
                bytes += answer.bytes();
            }
        }
        if (bytes > mostBytes) {
            waiting.sort(Comparator.comparingLong(answer -> answer.sinceNanos - now));
        }
        for (Answer answer : waiting) {
            if (bytes > mostBytes || answer.isLate(now, limitNanos)) {
                bytes -= answer.bytes();
                open.remove(answer.exchange);
                metrics.refused("unread");
                answer.giveUp();
            }
        }
    }

    @Override
    public void close() {
        vertx.cancelTimer(timer);
    }

    /** One answer, and since when nothing of it was sent. */
    private static final class Answer {

        private final Exchange exchange;
        private long sinceNanos;
        private long sent = -1;

        Answer(Exchange exchange) {
            this.exchange = exchange;
        }

        boolean waits(long now) {
            if (exchange.response().ended()) {
                return true;
            }
            if (sent != exchange.bytes()) {
                sent = exchange.bytes();
                sinceNanos = now;
            }
            return exchange.response().writeQueueFull();
        }

        /** Who gets the rest of an answer that is not finished sees to its time. */
        boolean isLate(long now, long limitNanos) {
            return exchange.response().ended() && now - sinceNanos >= limitNanos;
        }

        /** As many as there can be: Vert.x counts what it has sent. */
        long bytes() {
            String length = exchange.response().headers().get(HttpHeaders.CONTENT_LENGTH);
            return STREAM_BYTES + (length == null ? MOST_BYTES : Math.min(Long.parseLong(length), MOST_BYTES));
        }

        /** Vert.x takes no reset for an answer that is finished. */
        @SuppressWarnings("FutureReturnValueIgnored") // a stream that cannot be ended has ended
        void giveUp() {
            HttpServerConnection connection =
                    (HttpServerConnection) exchange.request().connection();
            ChannelHandlerContext ctx = connection.channelHandlerContext();
            long id = exchange.response().streamId();
            QuicWatch quic = ctx.pipeline().get(QuicWatch.class);
            VertxHttp2ConnectionHandler<?> http2 = ctx.pipeline().get(VertxHttp2ConnectionHandler.class);
            if (quic != null) {
                quic.giveUp(id);
            } else if (http2 != null && http2.connection().stream((int) id) != null) {
                http2.resetStream(ctx, (int) id, Http2Error.CANCEL.code(), ctx.newPromise());
                ctx.flush();
            }
        }
    }
}
