package dev.usher.http;

import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.QueryParamDecoderConfig;
import io.vertx.core.http.impl.HttpServerRequestImpl;
import io.vertx.core.http.impl.HttpServerStream;
import io.vertx.core.http.impl.headers.HttpHeaders;
import io.vertx.core.http.impl.http1.Http1ServerRequest;
import io.vertx.core.internal.http.QueryParamDecoder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request of HTTP/2 or HTTP/3 that keeps what comes behind its body, RFC 9110 section 6.5: Vert.x 5.1.6 does not. */
public class TrailedRequest extends HttpServerRequestImpl {

    private static final QueryParamDecoder QUERIES = new QueryParamDecoder(new QueryParamDecoderConfig());

    private @Nullable Iterable<Map.Entry<CharSequence, CharSequence>> trailers;

    public TrailedRequest(Handler<HttpServerRequest> handler, HttpServerStream stream) {
        super(handler, stream, stream.context(), false, 0, 0, 0, QUERIES, "");
    }

    @Override
    public void handleTrailers(MultiMap received) {
        if (!received.isEmpty()) {
            trailers = ((HttpHeaders) received).unwrap();
        }
        super.handleTrailers(received);
    }

    /** What has come behind a request's body; absent: nothing, or not yet. */
    public static @Nullable Iterable<Map.Entry<CharSequence, CharSequence>> trailersOf(HttpServerRequest request) {
        if (request instanceof TrailedRequest stream) {
            return stream.trailers;
        }
        if (request instanceof Http1ServerRequest http1 && http1.nettyRequest() instanceof TrailedHead head) {
            io.netty.handler.codec.http.HttpHeaders trailers = head.trailers();
            return trailers == null ? null : trailers::iteratorCharSequence;
        }
        return null;
    }
}
