package dev.usher.proxy;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.streams.ReadStream;

/** A service's answer: its head, and its body as it comes. Belongs to one call, on the event loop. */
sealed interface ServiceResponse extends ReadStream<Buffer> permits Http1Response, Http2Response {

    HttpVersion version();

    int statusCode();

    MultiMap headers();

    /** What came behind the body, when that has ended. */
    MultiMap trailers();
}
