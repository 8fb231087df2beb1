package dev.usher.proxy;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.vertx.core.http.HttpServerRequest;

/** What a request says of its connection to the service and no other, in the words of that connection's protocol. */
final class NextHop {

    private NextHop() {}

    /** To be called when all other headers are written. */
    static void describe(HttpServerRequest client, ServiceRequest service) {
        if (client.headers().contains(HttpHeaderNames.TE) && ResponseTrailers.areWanted(client)) {
            service.head().set(HttpHeaderNames.TE, HttpHeaderValues.TRAILERS);
            if (service instanceof Http1Request) {
                // RFC 9110 section 10.1.4
                service.head().set(HttpHeaderNames.CONNECTION, HttpHeaderNames.TE);
            }
        }
    }
}
