package dev.usher.proxy;

import dev.usher.http.FieldList;
import io.netty.handler.codec.http.HttpHeaders;
import io.vertx.core.buffer.Buffer;

/**
 * A request on its way to a service, in the words of its protocol. What cannot be written breaks it. Belongs to one
 * call, on the event loop.
 */
sealed interface ServiceRequest extends BodySink permits Http1Request, Http2Request {

    /** What its head says, until that is sent. */
    FieldList head();

    /** The length of its body is not said beforehand. To be called before the head is sent. */
    void setChunked();

    /** Sends the head alone. */
    void writeHead();

    void end();

    void end(Buffer rest);

    /** Ends it with what comes behind a body, RFC 9110 section 6.5; its head is sent, and its body has no length. */
    void endWith(HttpHeaders trailers);

    /** Nobody waits for its answer any more, and nobody is told what becomes of it. */
    void cancel();
}
