package dev.usher.login;

import dev.usher.http.Exchange;
import dev.usher.http.SmallBody;
import io.vertx.core.Future;

/** {@code POST guest}: a session for somebody who does not say who he is, and to whom only some routes are open. */
final class Guest implements Endpoint {

    private final SmallBody body;
    private final Entrance entrance;
    private final Welcome welcome;

    Guest(SmallBody body, Entrance entrance, Welcome welcome) {
        this.body = body;
        this.entrance = entrance;
        this.welcome = welcome;
    }

    @Override
    public Future<Reply> call(Exchange exchange) {
        Future<Void> admitted = entrance.admit(exchange);
        return body.read(exchange.request())
                .map(bytes -> Wishes.of(Submission.of(exchange.request(), bytes)))
                .compose(wishes ->
                        admitted.compose(v -> welcome.after(exchange, wishes, () -> entrance.guest(exchange))));
    }
}
