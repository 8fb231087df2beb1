package dev.usher.login;

import dev.usher.http.Exchange;
import dev.usher.limit.LoginThrottle;
import dev.usher.limit.LoginThrottle.Attempt;
import dev.usher.userserver.Asker;
import dev.usher.userserver.LoggedIn;
import dev.usher.userserver.UserServer;
import io.vertx.core.Future;

/**
 * Asks the user server to let somebody in, as often as the throttle allows, whichever way they came. One instance per
 * event loop, called on it.
 */
public final class Entrance {

    private final LoginThrottle throttle;
    private final UserServer userServer;

    public Entrance(LoginThrottle throttle, UserServer userServer) {
        this.throttle = throttle;
        this.userServer = userServer;
    }

    /** Counts whoever comes, before it is clear what they want. Fails when they come too often. */
    public Future<Void> admit(Exchange exchange) {
        return throttle.admit(exchange);
    }

    /** Forwards a login once. */
    public Future<LoggedIn> login(Exchange exchange, Credentials credentials) {
        return throttle.begin(exchange, credentials.account()).compose(attempt -> ask(exchange, credentials, attempt));
    }

    private Future<LoggedIn> ask(Exchange exchange, Credentials credentials, Attempt attempt) {
        return userServer
                .login(credentials.login(), credentials.password(), Asker.of(exchange))
                .onSuccess(granted -> attempt.succeeded())
                .onFailure(attempt::failed);
    }

    /** Lets in somebody who does not say who he is. */
    public Future<LoggedIn> guest(Exchange exchange) {
        return userServer.guest(Asker.of(exchange));
    }
}
