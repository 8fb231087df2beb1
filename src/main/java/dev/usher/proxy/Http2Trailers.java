package dev.usher.proxy;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.impl.HttpClientConnection;
import io.vertx.core.http.impl.UnpooledHttpClientConnection;
import io.vertx.core.http.impl.http2.Http2Stream;
import io.vertx.core.http.impl.http2.codec.Http2ClientConnectionImpl;
import io.vertx.core.net.impl.MessageWrite;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Map;

/**
 * Ends requests by HTTP/2 with trailers, for which Vert.x 5.1.6 has words in its answers alone: its streams can write
 * them. Where this is loaded, the way is there.
 */
final class Http2Trailers {

    private static final MethodHandle WRITE;
    private static final MethodHandle WRITE_HEADERS;

    static {
        try {
            Class<?> stream = Class.forName("io.vertx.core.http.impl.http2.DefaultHttp2Stream");
            MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(stream, MethodHandles.lookup());
            WRITE = lookup.findVirtual(stream, "write", MethodType.methodType(void.class, MessageWrite.class));
            WRITE_HEADERS = lookup.findVirtual(
                    stream,
                    "writeHeaders0",
                    MethodType.methodType(
                            void.class,
                            io.vertx.core.http.impl.headers.HttpHeaders.class,
                            boolean.class,
                            boolean.class,
                            Promise.class));
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private Http2Trailers() {}

    /** Ends a request whose head is written. */
    static void end(HttpClientRequest request, HttpHeaders trailers) {
        HttpClientConnection connection = ((UnpooledHttpClientConnection) request.connection()).unwrap();
        Http2Stream stream = ((Http2ClientConnectionImpl) connection).stream((int) request.streamId());
        if (stream != null) {
            end(stream, trailers);
        }
        // else it has just been reset, and the request fails with that
    }

    /** Behind what of the body still waits for the service to read. */
    private static void end(Http2Stream stream, HttpHeaders trailers) {
        Http2Headers fields = new DefaultHttp2Headers();
        for (var all = trailers.iteratorCharSequence(); all.hasNext(); ) {
            Map.Entry<CharSequence, CharSequence> field = all.next();
            fields.add(AsciiString.of(field.getKey()).toLowerCase(), field.getValue());
        }
        Promise<Void> written = stream.context().promise();
        var headers = new io.vertx.core.http.impl.headers.HttpHeaders(fields);
        invoke(WRITE, stream, (MessageWrite) () -> invoke(WRITE_HEADERS, stream, headers, true, true, written));
    }

    private static void invoke(MethodHandle handle, Object... arguments) {
        try {
            handle.invokeWithArguments(arguments);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
