package dev.usher.proxy;

import dev.usher.access.Forward;
import dev.usher.http.Exchange;
import dev.usher.http.FieldList;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a service says early about an answer that is still to come, RFC 8297, on its way to the client. Only streams
 * (HTTP/2, HTTP/3) get it: a client of HTTP/1.1 may take it for the answer, and the answer for that of its next
 * request (section 3). Belongs to one relay.
 */
final class EarlyHints {

    /** A client need not read them, and a service need not stop. */
    private static final int MOST = 4;

    private static final Logger LOG = LoggerFactory.getLogger(EarlyHints.class);

    private final Forwarder forwarder;
    private final Exchange exchange;
    private final Forward permit;
    private int passed;

    EarlyHints(Forwarder forwarder, Exchange exchange, Forward permit) {
        this.forwarder = forwarder;
        this.exchange = exchange;
        this.permit = permit;
    }

    /** Without what the answer itself might not bring. */
    void pass(MultiMap received) {
        HttpServerResponse client = exchange.response();
        if (passed == MOST || !Exchange.isStream(exchange.request()) || client.headWritten()) {
            return;
        }
        passed++;
        FieldList fields = new FieldList();
        forwarder.responseHead().write(exchange, permit, received, fields);
        // RFC 9110 section 8.6
        fields.remove(HttpHeaders.CONTENT_LENGTH);
        MultiMap hints = HttpHeaders.headers();
        fields.copyTo(hints);
        client.writeEarlyHints(hints)
                .onFailure(gone -> LOG.debug("{}: hints were not sent: {}", exchange.id(), gone.getMessage()));
    }
}
