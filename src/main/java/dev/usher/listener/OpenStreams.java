package dev.usher.listener;

import io.netty.channel.Channel;
import io.netty.handler.codec.http3.Http3ErrorCode;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.util.concurrent.ScheduledFuture;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The requests of one event loop that came by HTTP/3 and are not answered yet. A client that wants no answer any more
 * says STOP_SENDING, RFC 9000 section 3.5, of which Netty tells nobody who has nothing to write: so one timer asks,
 * every {@value #TICK_MILLIS} ms while there are any.
 */
final class OpenStreams {

    private static final long TICK_MILLIS = 250;
    private static final int NOT_NOW = -1;
    private static final MethodHandle CAPACITY = capacity();

    private final Map<QuicStreamChannel, StreamWatch> open = new HashMap<>();
    private @Nullable ScheduledFuture<?> timer;

    void join(QuicStreamChannel stream, StreamWatch watch) {
        open.put(stream, watch);
        if (timer == null) {
            timer = stream.eventLoop()
                    .scheduleAtFixedRate(this::lookAtAll, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    void leave(QuicStreamChannel stream) {
        open.remove(stream);
    }

    void end(QuicChannel connection, long id, Http3ErrorCode why) {
        open.keySet().stream()
                .filter(stream -> stream.streamId() == id && connection.equals(stream.parent()))
                .findAny()
                .ifPresent(stream -> StreamWatch.end(stream, why));
    }

    private void lookAtAll() {
        if (open.isEmpty() && timer != null) {
            timer.cancel(false);
            timer = null;
            return;
        }
        for (Map.Entry<QuicStreamChannel, StreamWatch> each : List.copyOf(open.entrySet())) {
            if (isStopped(each.getKey())) {
                each.getValue().stopped(each.getKey());
            }
        }
    }

    /** There is no room in a stream that the client does not read at the moment, and less in one that it stopped. */
    private static boolean isStopped(QuicStreamChannel stream) {
        try {
            return (long) CAPACITY.invokeExact((Channel) stream.parent(), stream.streamId()) < NOT_NOW;
        } catch (Throwable e) {
            throw new LinkageError("QUIC", e);
        }
    }

    /** Netty's own question, which it does not share; its version is pinned, and a start without it fails. */
    private static MethodHandle capacity() {
        try {
            Class<?> channel = Class.forName("io.netty.handler.codec.quic.QuicheQuicChannel");
            return MethodHandles.privateLookupIn(channel, MethodHandles.lookup())
                    .findVirtual(channel, "streamCapacity", MethodType.methodType(long.class, long.class))
                    .asType(MethodType.methodType(long.class, Channel.class, long.class));
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
