package dev.usher.login;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.usher.http.Exchange;
import dev.usher.http.SmallBody;
import dev.usher.limit.LoginThrottle;
import dev.usher.limit.LoginThrottle.Attempt;
import dev.usher.userserver.LoggedIn;
import dev.usher.userserver.UserServer;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;

/** {@code POST login}: forwards the login once. */
final class Login implements Endpoint {

    private final SmallBody body;
    private final LoginThrottle throttle;
    private final UserServer userServer;
    private final Welcome welcome;
    private final Browsers browsers;

    Login(SmallBody body, LoginThrottle throttle, UserServer userServer, Welcome welcome, Browsers browsers) {
        this.body = body;
        this.throttle = throttle;
        this.userServer = userServer;
        this.welcome = welcome;
        this.browsers = browsers;
    }

    @Override
    public Future<Reply> call(Exchange exchange) {
        if (Form.is(exchange.request().getHeader(HttpHeaders.CONTENT_TYPE))) {
            browsers.showFailures(exchange, JsonNodeFactory.instance.objectNode());
        }
        Future<Void> admitted = throttle.admit(exchange);
        return body.read(exchange.request())
                .map(bytes -> Submission.of(exchange.request(), bytes))
                .compose(sent -> {
                    if (sent.isForm()) {
                        browsers.showFailures(exchange, sent.fields());
                    }
                    return admitted.compose(v -> login(exchange, Credentials.of(sent.fields()), Wishes.of(sent)));
                });
    }

    private Future<Reply> login(Exchange exchange, Credentials credentials, Wishes wishes) {
        return welcome.after(
                exchange,
                wishes,
                () -> throttle.begin(exchange, credentials.account())
                        .compose(attempt -> ask(exchange, credentials, attempt)));
    }

    private Future<LoggedIn> ask(Exchange exchange, Credentials credentials, Attempt attempt) {
        return userServer
                .login(credentials.login(), credentials.password(), exchange::onOver)
                .onSuccess(granted -> attempt.succeeded())
                .onFailure(attempt::failed);
    }
}
