package dev.usher.proxy;

import dev.usher.access.Forward;
import dev.usher.http.Exchange;
import dev.usher.http.FieldList;
import io.vertx.core.MultiMap;

/** What clients receive as headers of one kind of server. One instance per event loop. */
public interface ResponseHead {

    /** Without what belongs into every answer to this request ({@link Exchange#writeOwnFields}). */
    void write(Exchange exchange, Forward permit, MultiMap received, FieldList out);
}
