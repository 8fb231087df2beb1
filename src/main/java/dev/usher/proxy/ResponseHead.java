package dev.usher.proxy;

import dev.usher.access.Forward;
import dev.usher.http.Exchange;
import io.vertx.core.MultiMap;

/** What clients receive as headers of one kind of server. One instance per event loop. */
public interface ResponseHead {

    void write(Exchange exchange, Forward permit, MultiMap received, MultiMap out);
}
