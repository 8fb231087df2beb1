package dev.usher.listener;

import dev.usher.access.Forward;
import dev.usher.http.Exchange;
import dev.usher.http.FieldList;
import dev.usher.http.Parting;
import dev.usher.login.Challenge;
import dev.usher.proxy.RequestHeaders;
import dev.usher.session.Session;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;

/** A proxy in front is told whose request it has, in the fields that its service is to get. */
record Permitting(RequestHeaders fields, Parting parting, Challenge.Way toSignIn) implements Consequence {

    /** Nobody wants the body of a check. */
    @Override
    public void awaited(Exchange exchange) {}

    @Override
    public void permitted(Exchange exchange, Forward permit) {
        HttpServerResponse response = exchange.response();
        if (response.closed()) {
            return;
        }
        response.putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .putHeader("x-request-id", exchange.id())
                .putHeader(HttpHeaders.CONTENT_LENGTH, "0");
        Session session = permit.session();
        if (session != null) {
            FieldList identity = new FieldList();
            fields.identify(session, identity);
            identity.copyTo(response.headers());
        }
        exchange.writeOwnFields(response.headers());
        parting.ending(exchange.request(), false, response::end);
    }
}
