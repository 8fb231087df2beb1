package dev.usher.proxy;

import dev.usher.http.Exchange;
import dev.usher.http.HopByHop;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a service says early that an answer will refer to, RFC 8297, on its way to the client: its links, and nothing
 * else, since the answer itself says the rest. Only streams (HTTP/2, HTTP/3) get it: a client of HTTP/1.1 may take it
 * for the answer, and the answer for that of its next request (section 3). Belongs to one relay.
 */
final class EarlyHints {

    /** A client need not read them, and a service need not stop. */
    private static final int MOST = 4;

    /** More may be more than the client takes as a head, which would cost it the answer. */
    private static final int MOST_CHARACTERS = 4 * 1_024;

    private static final String LINK = "link";
    private static final Logger LOG = LoggerFactory.getLogger(EarlyHints.class);

    private final Exchange exchange;
    private int passed;

    EarlyHints(Exchange exchange) {
        this.exchange = exchange;
    }

    void pass(MultiMap received) {
        HttpServerResponse client = exchange.response();
        List<String> links = received.getAll(LINK);
        if (passed < MOST
                && Exchange.isStream(exchange.request())
                && !client.headWritten()
                && !links.isEmpty()
                && links.stream().mapToInt(String::length).sum() <= MOST_CHARACTERS
                && !HopByHop.of(received).nominates(LINK)) {
            passed++;
            client.writeEarlyHints(HttpHeaders.headers().add(LINK, links))
                    .onFailure(gone -> LOG.debug("{}: hints were not sent: {}", exchange.id(), gone.getMessage()));
        }
    }
}
