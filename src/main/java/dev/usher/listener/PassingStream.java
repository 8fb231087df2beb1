package dev.usher.listener;

import io.netty.buffer.ByteBuf;
import io.netty.handler.stream.ChunkedInput;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpFrame;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.StreamPriority;
import io.vertx.core.http.impl.HttpRequestHead;
import io.vertx.core.http.impl.HttpResponseHead;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.core.http.impl.HttpServerStream;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.net.HostAndPort;
import org.jspecify.annotations.Nullable;

/** A stream of Vert.x's as it is, for those that change one thing about it. Of one request. */
abstract class PassingStream implements HttpServerStream {

    final HttpServerStream stream;

    PassingStream(HttpServerStream stream) {
        this.stream = stream;
    }

    @Override
    public Future<Void> writeHead(HttpResponseHead head, @Nullable Buffer chunk, boolean end) {
        return stream.writeHead(head, chunk, end);
    }

    @Override
    public Future<Void> writeHeaders(MultiMap trailers, boolean end) {
        return stream.writeHeaders(trailers, end);
    }

    @Override
    public Future<Void> writeChunk(@Nullable Buffer chunk, boolean end) {
        return stream.writeChunk(chunk, end);
    }

    @Override
    public Future<Void> writeFrame(int type, int flags, Buffer payload) {
        return stream.writeFrame(type, flags, payload);
    }

    @Override
    public Future<Void> writeReset(long code) {
        return stream.writeReset(code);
    }

    @Override
    public Future<Boolean> cancel() {
        return stream.cancel();
    }

    @Override
    public void sendFile(ChunkedInput<ByteBuf> file, Promise<Void> promise) {
        stream.sendFile(file, promise);
    }

    @Override
    public Future<HttpServerStream> sendPush(
            HostAndPort authority, HttpMethod method, MultiMap headers, String path, StreamPriority priority) {
        return stream.sendPush(authority, method, headers, path, priority);
    }

    @Override
    public long id() {
        return stream.id();
    }

    @Override
    public HttpVersion version() {
        return stream.version();
    }

    @Override
    public Object metric() {
        return stream.metric();
    }

    @Override
    public HttpServerConnection connection() {
        return stream.connection();
    }

    @Override
    public ContextInternal context() {
        return stream.context();
    }

    @Override
    public void routed(String route) {
        stream.routed(route);
    }

    @Override
    public long bytesWritten() {
        return stream.bytesWritten();
    }

    @Override
    public long bytesRead() {
        return stream.bytesRead();
    }

    @Override
    public boolean isWritable() {
        return stream.isWritable();
    }

    @Override
    public StreamPriority priority() {
        return stream.priority();
    }

    @Override
    public HttpServerStream updatePriority(StreamPriority priority) {
        stream.updatePriority(priority);
        return this;
    }

    @Override
    public HttpServerStream headHandler(Handler<HttpRequestHead> handler) {
        stream.headHandler(handler);
        return this;
    }

    @Override
    public HttpServerStream resetHandler(Handler<Long> handler) {
        stream.resetHandler(handler);
        return this;
    }

    @Override
    public HttpServerStream exceptionHandler(Handler<Throwable> handler) {
        stream.exceptionHandler(handler);
        return this;
    }

    @Override
    public HttpServerStream customFrameHandler(Handler<HttpFrame> handler) {
        stream.customFrameHandler(handler);
        return this;
    }

    @Override
    public HttpServerStream dataHandler(Handler<Buffer> handler) {
        stream.dataHandler(handler);
        return this;
    }

    @Override
    public HttpServerStream trailersHandler(Handler<MultiMap> handler) {
        stream.trailersHandler(handler);
        return this;
    }

    @Override
    public HttpServerStream priorityChangeHandler(Handler<StreamPriority> handler) {
        stream.priorityChangeHandler(handler);
        return this;
    }

    @Override
    public HttpServerStream closeHandler(Handler<Void> handler) {
        stream.closeHandler(handler);
        return this;
    }

    @Override
    public HttpServerStream drainHandler(Handler<Void> handler) {
        stream.drainHandler(handler);
        return this;
    }

    @Override
    public HttpServerStream setWriteQueueMaxSize(int maxSize) {
        stream.setWriteQueueMaxSize(maxSize);
        return this;
    }

    @Override
    public HttpServerStream pause() {
        stream.pause();
        return this;
    }

    @Override
    public HttpServerStream fetch(long amount) {
        stream.fetch(amount);
        return this;
    }
}
