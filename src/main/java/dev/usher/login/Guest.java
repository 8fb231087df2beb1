package dev.usher.login;

import dev.usher.http.Exchange;
import dev.usher.http.SmallBody;
import dev.usher.limit.LoginThrottle;
import dev.usher.userserver.UserServer;
import io.vertx.core.Future;

/** {@code POST guest}: a session for somebody who does not say who he is, and to whom only some routes are open. */
final class Guest implements Endpoint {

    private final SmallBody body;
    private final LoginThrottle throttle;
    private final UserServer userServer;
    private final Welcome welcome;

    Guest(SmallBody body, LoginThrottle throttle, UserServer userServer, Welcome welcome) {
        this.body = body;
        this.throttle = throttle;
        this.userServer = userServer;
        this.welcome = welcome;
    }

    @Override
    public Future<Reply> call(Exchange exchange) {
        Future<Void> admitted = throttle.admit(exchange);
        return body.read(exchange.request())
                .map(bytes -> Wishes.of(Submission.of(exchange.request(), bytes)))
                .compose(wishes -> admitted.compose(
                        v -> welcome.after(exchange, wishes, () -> userServer.guest(exchange::onOver))));
    }
}
