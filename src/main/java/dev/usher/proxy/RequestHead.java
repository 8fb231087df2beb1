package dev.usher.proxy;

import dev.usher.access.Forward;
import dev.usher.http.Exchange;
import dev.usher.http.FieldList;
import io.netty.handler.codec.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;

/** What one kind of server receives as headers. One instance per event loop. */
public interface RequestHead {

    void write(Exchange exchange, Forward permit, FieldList out);

    /** Writes what it receives of that which came behind the client's body, RFC 9110 section 6.5. */
    void writeTrailers(
            HttpServerRequest request, Iterable<Map.Entry<CharSequence, CharSequence>> received, HttpHeaders out);

    /** Whether a header of this name is the gateway's, whatever the client says. */
    boolean isOwn(String name);
}
