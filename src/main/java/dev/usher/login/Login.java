package dev.usher.login;

import dev.usher.http.Exchange;
import dev.usher.http.SmallBody;
import dev.usher.userserver.UserServer;
import io.vertx.core.Future;

/** {@code POST login}: forwards the login once. */
final class Login implements Endpoint {

    private final SmallBody body;
    private final UserServer userServer;
    private final Welcome welcome;
    private final Browsers browsers;

    Login(SmallBody body, UserServer userServer, Welcome welcome, Browsers browsers) {
        this.body = body;
        this.userServer = userServer;
        this.welcome = welcome;
        this.browsers = browsers;
    }

    @Override
    public Future<Reply> call(Exchange exchange) {
        return body.read(exchange.request())
                .map(bytes -> Submission.of(exchange.request(), bytes))
                .compose(sent -> {
                    if (sent.isForm()) {
                        browsers.showFailures(exchange, sent.fields());
                    }
                    return login(exchange, Credentials.of(sent.fields()), Wishes.of(sent));
                });
    }

    private Future<Reply> login(Exchange exchange, Credentials credentials, Wishes wishes) {
        return welcome.after(
                exchange,
                wishes,
                () -> userServer.login(credentials.login(), credentials.password(), exchange::onOver));
    }
}
