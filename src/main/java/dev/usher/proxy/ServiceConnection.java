package dev.usher.proxy;

import io.netty.channel.Channel;
import io.vertx.core.http.GoAway;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.impl.UnpooledHttpClientConnection;
import io.vertx.core.internal.ContextInternal;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection to a target: on HTTP/1.1 it is kept or carries one request, on HTTP/2 it carries as many as both sides
 * like. Whoever takes it says how its request ended, once: {@link #giveBack} or {@link #drop}. Belongs to one event
 * loop.
 */
final class ServiceConnection {

    private static final Logger LOG = LoggerFactory.getLogger(ServiceConnection.class);

    static final int MAX_STREAMS = 128;

    /** So that streams whose clients do not read cannot hold up the others: a window of 64 KiB for each. */
    private static final int WINDOW_BYTES = MAX_STREAMS * 64 * 1024;

    /** Shorter than what most servers keep idle connections for, so that few requests meet one that is closing. */
    private static final long KEEP_NANOS = TimeUnit.SECONDS.toNanos(30);

    /** Stream identifiers are used up after twice as many, RFC 9113 section 5.1.1. */
    private static final int MOST_REQUESTS = 1 << 29;
    /** Its address may have moved since; a name is asked for again with each new connection. */
    private static final long LIFE_NANOS = TimeUnit.MINUTES.toNanos(5);

    /** Within so short a silence no server gives up a connection. */
    private static final long SAFE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Connections home;
    private final long openedNanos = System.nanoTime();
    private final HttpClientConnection connection;
    private final boolean shared;
    private @Nullable Http1Connection http1;
    private long keptSinceNanos = openedNanos;
    private int carrying;
    private int begun;
    private boolean used;
    private boolean listed;
    private boolean retired;
    private boolean closed;

    ServiceConnection(Connections home, HttpClientConnection connection) {
        this.home = home;
        this.connection = connection;
        this.shared = connection.protocolVersion() == HttpVersion.HTTP_2;
    }

    /** Before its first request. */
    void open(Runnable whenClosed) {
        if (shared) {
            ServiceFrames.watch(channel().pipeline());
            connection.setWindowSize(WINDOW_BYTES);
            connection.goAwayHandler(this::leaves);
        } else {
            http1 = Http1Connection.insert(vertx());
        }
        // what matters to a request is logged with it
        connection.exceptionHandler(failure -> LOG.debug(
                "a connection to a service broke: {}", failure.getClass().getName()));
        ContextInternal context = vertx().context();
        // Vert.x's own handler hears of nothing when the connection has become a socket
        channel()
                .closeFuture()
                .addListener(done -> context.execute(() -> {
                    closed = true;
                    whenClosed.run();
                }));
    }

    private void leaves(GoAway farewell) {
        // a copy that is nobody else's
        Lent.giveBack(farewell.getDebugData());
        retire();
    }

    /** Sends a request on it, for which there is room. */
    void ask(HttpMethod method, String target, Asker asker) {
        if (http1 == null) {
            Http2Request.ask(connection, method, target, asker);
        } else {
            http1.ask(method, target, asker);
        }
    }

    /** Whether it can carry several requests at once. */
    boolean isShared() {
        return shared;
    }

    /** Takes up room for one request. */
    void begin() {
        carrying++;
        if (shared && ++begun == MOST_REQUESTS) {
            retired = true;
        }
    }

    boolean hasRoom() {
        return mayCarryMore()
                && (shared ? carrying < Math.min(MAX_STREAMS, connection.maxActiveStreams()) : carrying == 0);
    }

    /** The request and its answer are complete, and the connection is as good as before. */
    void giveBack() {
        used = true;
        end();
    }

    /**
     * The answer has ended. Back only when everything that was read with it has been looked at: what a service sends
     * beyond its answer must not become the answer to another request.
     */
    void letGo(boolean keeps, EndOfTurn endOfTurn) {
        if (keeps) {
            endOfTurn.run(this::giveBack);
        } else {
            connection.close();
        }
    }

    /**
     * The request broke off or took the connection with it. On HTTP/1.1 nobody can tell any more what belongs to whom;
     * on HTTP/2 only its stream is gone.
     */
    void drop() {
        if (shared) {
            end();
        } else {
            cut();
        }
    }

    /** At once: Vert.x would wait until everything is flushed, which a service that does not read never lets happen. */
    void cut() {
        Channel channel = channel();
        channel.unsafe().close(channel.voidPromise());
    }

    /**
     * Carries what it carries to the end and nothing new: the service said so (GOAWAY), has fallen silent, or speaks
     * HTTP on it no more.
     */
    void retire() {
        retired = true;
        home.unlist(this);
        closeIfDone();
    }

    /** Whether another request will find room on it, now or later. */
    boolean mayCarryMore() {
        return !closed && !retired;
    }

    /** Whether it has carried a request before, so that the other side may just have closed it. */
    boolean wasKept() {
        return used;
    }

    boolean isUsable(long nowNanos) {
        return mayCarryMore()
                && nowNanos - openedNanos <= LIFE_NANOS
                && (carrying > 0 || nowNanos - keptSinceNanos <= KEEP_NANOS);
    }

    /** Whether it was used so recently that the other side is not about to close it. */
    boolean isSafe(long nowNanos) {
        return carrying > 0 || nowNanos - keptSinceNanos <= SAFE_NANOS;
    }

    /** Whether it is among those that can be taken. */
    boolean isListed() {
        return listed;
    }

    void list(boolean isListed) {
        listed = isListed;
    }

    void close() {
        connection.close();
    }

    /** Below HTTP, for what Vert.x has no words for. */
    private Channel channel() {
        return vertx().channelHandlerContext().channel();
    }

    private io.vertx.core.http.impl.HttpClientConnection vertx() {
        return ((UnpooledHttpClientConnection) connection).unwrap();
    }

    private void end() {
        if (closed) {
            return;
        }
        carrying--;
        keptSinceNanos = System.nanoTime();
        if (retired) {
            closeIfDone();
        } else {
            home.offer(this);
        }
    }

    private void closeIfDone() {
        if (carrying == 0) {
            connection.close();
        }
    }
}
