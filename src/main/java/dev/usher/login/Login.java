package dev.usher.login;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.usher.http.Exchange;
import dev.usher.http.SmallBody;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;

/** {@code POST login}: forwards the login once. */
final class Login implements Endpoint {

    private final SmallBody body;
    private final Entrance entrance;
    private final Welcome welcome;
    private final Browsers browsers;

    Login(SmallBody body, Entrance entrance, Welcome welcome, Browsers browsers) {
        this.body = body;
        this.entrance = entrance;
        this.welcome = welcome;
        this.browsers = browsers;
    }

    @Override
    public Future<Reply> call(Exchange exchange) {
        if (Form.is(exchange.request().getHeader(HttpHeaders.CONTENT_TYPE))) {
            browsers.showFailures(exchange, JsonNodeFactory.instance.objectNode());
        }
        Future<Void> admitted = entrance.admit(exchange);
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
        return welcome.after(exchange, wishes, () -> entrance.login(exchange, credentials));
    }
}
