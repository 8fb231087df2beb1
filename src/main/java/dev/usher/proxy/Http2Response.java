package dev.usher.proxy;

import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpVersion;
import org.jspecify.annotations.Nullable;

/** An answer by HTTP/2, as Vert.x reads it. */
final class Http2Response implements ServiceResponse {

    private final HttpClientResponse response;

    Http2Response(HttpClientResponse response) {
        this.response = response;
    }

    @Override
    public HttpVersion version() {
        return HttpVersion.HTTP_2;
    }

    @Override
    public int statusCode() {
        return response.statusCode();
    }

    @Override
    public MultiMap headers() {
        return response.headers();
    }

    @Override
    public MultiMap trailers() {
        return response.trailers();
    }

    @Override
    public Http2Response handler(@Nullable Handler<Buffer> handler) {
        response.handler(handler);
        return this;
    }

    @Override
    public Http2Response endHandler(@Nullable Handler<Void> endHandler) {
        response.endHandler(endHandler);
        return this;
    }

    @Override
    public Http2Response exceptionHandler(@Nullable Handler<Throwable> exceptionHandler) {
        response.exceptionHandler(exceptionHandler);
        return this;
    }

    @Override
    public Http2Response pause() {
        response.pause();
        return this;
    }

    @Override
    public Http2Response resume() {
        response.resume();
        return this;
    }

    @Override
    public Http2Response fetch(long amount) {
        response.fetch(amount);
        return this;
    }
}
