package dev.usher.proxy;

import dev.usher.access.Forward;
import dev.usher.http.Exchange;
import io.vertx.core.MultiMap;

/** What one kind of server receives as headers. One instance per event loop. */
public interface RequestHead {

    void write(Exchange exchange, Forward permit, MultiMap out);

    /** Whether a header of this name is the gateway's, whatever the client says. */
    boolean isOwn(String name);
}
