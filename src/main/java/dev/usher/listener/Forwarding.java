package dev.usher.listener;

import dev.usher.access.Forward;
import dev.usher.http.Exchange;
import dev.usher.login.Challenge;
import dev.usher.proxy.Forwarder;

/** What came here goes on to a service. */
record Forwarding(Forwarder forwarder) implements Consequence {

    @Override
    public void awaited(Exchange exchange) {
        exchange.hold();
    }

    @Override
    public void permitted(Exchange exchange, Forward permit) {
        forwarder.forward(exchange, permit);
    }

    @Override
    public Challenge.Way toSignIn() {
        return Challenge.Way.REDIRECT;
    }
}
