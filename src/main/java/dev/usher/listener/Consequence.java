package dev.usher.listener;

import dev.usher.access.Forward;
import dev.usher.http.Exchange;
import dev.usher.login.Challenge;

/** What follows from a decision: a request goes on, or whoever asked about it is told. */
interface Consequence {

    /** The decision takes longer than this turn. */
    void awaited(Exchange exchange);

    /** Takes what was permitted; from here on the exchange is answered, whatever happens. */
    void permitted(Exchange exchange, Forward permit);

    /** How a person is sent to the sign-in page. */
    Challenge.Way toSignIn();
}
