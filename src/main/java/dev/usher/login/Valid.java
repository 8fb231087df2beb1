package dev.usher.login;

import com.fasterxml.jackson.databind.node.BooleanNode;
import dev.usher.http.Exchange;
import dev.usher.session.Authentication;
import dev.usher.session.Caller;
import io.vertx.core.Future;

/** {@code GET valid}: Backendless's {@code isValidLogin}. Not knowing is a failure, never {@code false}. */
final class Valid implements Endpoint {

    private final Authentication authentication;

    private final Browsers browsers;

    Valid(Authentication authentication, Browsers browsers) {
        this.authentication = authentication;
        this.browsers = browsers;
    }

    @Override
    public Future<Reply> call(Exchange exchange) {
        return authentication
                .caller(exchange)
                .map(caller -> Reply.ok(BooleanNode.valueOf(
                        switch (caller) {
                            case Caller.Known known -> true;
                            case Caller.Anonymous() -> false;
                            case Caller.Refused refused -> {
                                browsers.forgetDead(exchange, refused);
                                yield false;
                            }
                        })));
    }
}
