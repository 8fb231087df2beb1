package dev.usher.listener;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.handler.codec.http3.DefaultHttp3GoAwayFrame;
import io.netty.handler.codec.http3.Http3;
import io.netty.handler.codec.http3.Http3ErrorCode;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Ends a connection of HTTP/3 without losing a request, RFC 9114 section 5.2. It says first that it will end; when what
 * was on its way has had time to come, which request is the last; and it closes when answers have had time to arrive.
 * Vert.x would name the request that came last at once, though it need not be the highest, cancel those above it, and
 * say in the end that it has taken none, so that clients would send again what was answered or cut. Belongs to one
 * connection.
 */
final class QuicFarewell {

    /** No request is beyond it, RFC 9114 section 5.2. */
    private static final long ALL = (1L << 62) - 4;

    /** From one request's stream to the next, RFC 9000 section 2.1. */
    private static final long STEP = 4;

    private final QuicChannel connection;
    private final Duration grace;
    private long next;
    private int open;
    private boolean announced;
    private boolean last;

    /** @param grace how long requests and answers may be on their way */
    QuicFarewell(QuicChannel connection, Duration grace) {
        this.connection = connection;
        this.grace = grace;
    }

    /** Whether a request may come in: streams overtake each other, so after the last one some may. */
    boolean takes(long stream) {
        return !last || stream < next;
    }

    void came(long stream) {
        open++;
        next = Math.max(next, stream + STEP);
    }

    void went() {
        open--;
        closeWhenDone();
    }

    /** How many requests are under way. */
    int open() {
        return open;
    }

    /** The connection ends soon, and after so much time in any case. */
    void announce(Duration most) {
        if (!announced && !last) {
            announced = true;
            say(ALL);
            afterGrace(() -> sayLast(most));
            closeAfter(most);
        }
    }

    /** No request is taken that comes after those that are here. */
    void sayLast(Duration most) {
        if (!last) {
            last = true;
            say(next);
            closeWhenDone();
            if (!announced) {
                closeAfter(most);
            }
        }
    }

    private void closeWhenDone() {
        if (last && open == 0) {
            afterGrace(() -> {
                if (open == 0) {
                    close();
                }
            });
        }
    }

    private void closeAfter(Duration most) {
        Future<?> end = connection.eventLoop().schedule(this::close, most.toMillis(), TimeUnit.MILLISECONDS);
        connection.closeFuture().addListener(closed -> end.cancel(false));
    }

    @SuppressWarnings("FutureReturnValueIgnored") // it is a matter of seconds
    private void afterGrace(Runnable step) {
        connection.eventLoop().schedule(step, grace.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Nobody can be told whose control stream has no room. */
    private void say(long id) {
        QuicStreamChannel control = Http3.getLocalControlStream(connection);
        if (control != null) {
            control.writeAndFlush(new DefaultHttp3GoAwayFrame(id)).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
        }
    }

    private void close() {
        connection
                .close(true, Http3ErrorCode.H3_NO_ERROR.code(), Unpooled.EMPTY_BUFFER)
                .addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    }
}
