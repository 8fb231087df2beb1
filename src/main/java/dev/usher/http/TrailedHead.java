package dev.usher.http;

import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import org.jspecify.annotations.Nullable;

/** The head of an HTTP/1 request, which also keeps what comes behind the body: Vert.x 5.1.6 throws that away. */
public final class TrailedHead extends DefaultHttpRequest {

    private @Nullable HttpHeaders trailers;

    public TrailedHead(HttpVersion version, HttpMethod method, String uri, HttpHeaders headers) {
        super(version, method, uri, headers);
    }

    /** To be called before the end of the body is passed on. */
    public void keep(HttpHeaders received) {
        trailers = received;
    }

    @Nullable
    HttpHeaders trailers() {
        return trailers;
    }

    /** A message is itself and no other, whatever it says. */
    @Override
    public boolean equals(@Nullable Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
