package dev.usher.login;

import dev.usher.http.Exchange;
import dev.usher.session.Authentication;
import dev.usher.session.Caller;
import dev.usher.session.Session;
import io.vertx.core.Future;

/** Finds out who looks at a page, which is shown whatever comes of it. One instance per event loop, called on it. */
final class Visitors {

    private final Authentication authentication;
    private final Browsers browsers;

    Visitors(Authentication authentication, Browsers browsers) {
        this.authentication = authentication;
        this.browsers = browsers;
    }

    /** Who is in front of the browser, as far as it is known. */
    sealed interface Visitor {}

    record Known(Session session) implements Visitor {}

    record Nobody() implements Visitor {}

    /** There is a session, and nobody can say now whether it counts. */
    record Uncertain() implements Visitor {}

    Future<Visitor> of(Exchange exchange) {
        return authentication
                .caller(exchange)
                .<Visitor>map(caller -> switch (caller) {
                    case Caller.Known(Session session) -> new Known(session);
                    case Caller.Anonymous() -> new Nobody();
                    case Caller.Refused refused -> {
                        browsers.forgetDead(exchange, refused);
                        yield new Nobody();
                    }
                })
                .otherwise(new Uncertain());
    }
}
