package dev.usher.proxy;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.HostAndPort;

/** What a request says of its connection to the service and no other, in the words of that connection's protocol. */
final class NextHop {

    private NextHop() {}

    /** To be called when all other headers are written. */
    static void describe(HttpServerRequest client, HttpClientRequest service) {
        boolean isHttp2 = service.version() == HttpVersion.HTTP_2;
        if (isHttp2) {
            nameAuthority(service);
        }
        if (client.headers().contains(HttpHeaderNames.TE) && ResponseTrailers.areWanted(client)) {
            service.putHeader(HttpHeaderNames.TE, HttpHeaderValues.TRAILERS);
            if (!isHttp2) {
                // RFC 9110 section 10.1.4
                service.putHeader(HttpHeaderNames.CONNECTION, HttpHeaderNames.TE);
            }
        }
    }

    /** RFC 9113 section 8.3.1: the pseudo-header takes the place of Host. */
    private static void nameAuthority(HttpClientRequest service) {
        String host = service.headers().get(HttpHeaderNames.HOST);
        HostAndPort authority = host == null ? null : HostAndPort.parseAuthority(host, -1);
        if (authority != null) {
            service.authority(authority);
        }
        service.headers().remove(HttpHeaderNames.HOST);
    }
}
