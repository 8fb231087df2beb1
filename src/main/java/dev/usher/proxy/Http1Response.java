package dev.usher.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelInboundHandler;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.impl.headers.HeadersAdaptor;
import io.vertx.core.http.impl.headers.Http1xHeaders;
import io.vertx.core.net.NetSocket;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * An answer by HTTP/1.1. Its chunks are lent: whoever handles one gives it back. One that is paused keeps what was
 * read, and reads no more when that is as much as a writer's queue.
 */
final class Http1Response implements ServiceResponse {

    private static final int MOST_KEPT_BYTES = 64 * 1_024;

    /** What a chunk takes beside its bytes: a service may send each of them alone. */
    private static final int CHUNK_BYTES = 128;

    private final Http1Connection connection;
    private final HttpResponse head;
    private final MultiMap headers;
    private @Nullable Deque<HttpContent> kept;
    private long keptBytes;
    private long demand = Long.MAX_VALUE;
    private boolean emitting;
    private boolean reading = true;
    private boolean complete;
    private boolean over;
    private HttpHeaders trailers = EmptyHttpHeaders.INSTANCE;
    private @Nullable Handler<Buffer> handler;
    private @Nullable Handler<Void> endHandler;
    private @Nullable Handler<Throwable> exceptionHandler;

    Http1Response(Http1Connection connection, HttpResponse head) {
        this.connection = connection;
        this.head = head;
        this.headers = (Http1xHeaders) head.headers();
    }

    @Override
    public HttpVersion version() {
        return head.protocolVersion().minorVersion() == 0 ? HttpVersion.HTTP_1_0 : HttpVersion.HTTP_1_1;
    }

    @Override
    public int statusCode() {
        return head.status().code();
    }

    @Override
    public MultiMap headers() {
        return headers;
    }

    @Override
    public MultiMap trailers() {
        return new HeadersAdaptor(trailers);
    }

    /** Of one that switches protocols: what the connection is from here on; see {@link Http1Connection#takeOver}. */
    NetSocket takeOver(ChannelInboundHandler reader) {
        return connection.takeOver(reader);
    }

    /** Of the same: see {@link Http1Connection#forgetHttp}. */
    void forgetHttp() {
        connection.forgetHttp();
    }

    /** Whether the codec has read its end. */
    boolean isComplete() {
        return complete;
    }

    void add(HttpContent content) {
        if (content instanceof LastHttpContent) {
            complete = true;
            // what comes beyond it must be seen before the connection is anybody else's
            read(true);
        }
        if (demand == 0 || kept != null) {
            keep(content);
        } else {
            emit(content);
        }
    }

    private void keep(HttpContent content) {
        if (kept == null) {
            kept = new ArrayDeque<>();
        }
        kept.add(content);
        keptBytes += size(content);
        if (keptBytes >= MOST_KEPT_BYTES && !complete) {
            read(false);
        }
    }

    /** Whoever handles one may pause this again, and resume it: what follows waits until that one is handled. */
    private void emitKept() {
        if (emitting) {
            return;
        }
        emitting = true;
        while (demand > 0 && kept != null) {
            HttpContent next = kept.remove();
            keptBytes -= size(next);
            if (kept.isEmpty()) {
                kept = null;
            }
            emit(next);
        }
        emitting = false;
        if (kept == null) {
            read(true);
        }
    }

    private static int size(HttpContent content) {
        return CHUNK_BYTES + content.content().readableBytes();
    }

    private void read(boolean more) {
        if (reading != more) {
            reading = more;
            connection.channel().config().setAutoRead(more);
        }
    }

    private void emit(HttpContent content) {
        ByteBuf bytes = content.content();
        demand -= demand == Long.MAX_VALUE ? 0 : 1;
        if (handler != null && bytes.isReadable()) {
            handler.handle(Lent.chunk(bytes));
        } else {
            bytes.release();
        }
        if (content instanceof LastHttpContent last && !over) {
            trailers = last.trailingHeaders();
            over = true;
            if (endHandler != null) {
                endHandler.handle(null);
            }
        }
    }

    /** What of it is still here interests nobody. */
    void discard() {
        over = true;
        if (kept != null) {
            kept.forEach(HttpContent::release);
            kept = null;
        }
    }

    void broke(Throwable failure) {
        if (!complete) {
            discard();
            if (exceptionHandler != null) {
                exceptionHandler.handle(failure);
            }
        }
    }

    @Override
    public Http1Response handler(@Nullable Handler<Buffer> handler) {
        this.handler = handler;
        return this;
    }

    @Override
    public Http1Response endHandler(@Nullable Handler<Void> endHandler) {
        this.endHandler = endHandler;
        return this;
    }

    @Override
    public Http1Response exceptionHandler(@Nullable Handler<Throwable> exceptionHandler) {
        this.exceptionHandler = exceptionHandler;
        return this;
    }

    @Override
    public Http1Response pause() {
        demand = 0;
        return this;
    }

    @Override
    public Http1Response resume() {
        return fetch(Long.MAX_VALUE);
    }

    @Override
    public Http1Response fetch(long amount) {
        demand = amount > Long.MAX_VALUE - demand ? Long.MAX_VALUE : demand + amount;
        emitKept();
        return this;
    }
}
