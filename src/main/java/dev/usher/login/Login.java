package dev.usher.login;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.http.Exchange;
import dev.usher.http.SmallBody;
import dev.usher.session.Sessions;
import dev.usher.userserver.LoggedIn;
import dev.usher.userserver.UserServer;
import io.vertx.core.Future;

/** {@code POST login}: forwards the login once, and answers the user as the user server sent it, with our token. */
final class Login implements Endpoint {

    private final SmallBody body;
    private final UserServer userServer;
    private final Sessions sessions;

    Login(SmallBody body, UserServer userServer, Sessions sessions) {
        this.body = body;
        this.userServer = userServer;
        this.sessions = sessions;
    }

    @Override
    public Future<Reply> call(Exchange exchange) {
        String contentType = exchange.request().getHeader("content-type");
        return body.read(exchange.request())
                .map(bytes -> Credentials.parse(contentType, bytes))
                .compose(credentials -> userServer
                        .login(credentials.login(), credentials.password(), exchange::onOver)
                        .compose(granted -> begin(exchange, granted, credentials.stayLoggedIn())));
    }

    private Future<Reply> begin(Exchange exchange, LoggedIn granted, boolean stayLoggedIn) {
        return sessions.begin(exchange, granted, stayLoggedIn).map(begun -> {
            exchange.authenticatedAs(granted.userId());
            ObjectNode user = granted.user().deepCopy();
            return Reply.ok(user.put("user-token", begun.token()));
        });
    }
}
