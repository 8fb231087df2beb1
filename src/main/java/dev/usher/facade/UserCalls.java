package dev.usher.facade;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.config.Freshness;
import dev.usher.facade.FacadeCall.Concerned;
import dev.usher.http.Exchange;
import dev.usher.http.GatewayFailure;
import dev.usher.http.SmallBody;
import dev.usher.http.StrictJson;
import dev.usher.login.Credentials;
import dev.usher.login.Entrance;
import dev.usher.login.Reply;
import dev.usher.session.Authentication;
import dev.usher.session.Caller;
import dev.usher.session.Session;
import dev.usher.session.Sessions;
import dev.usher.userserver.Asker;
import dev.usher.userserver.ErrorCodes;
import dev.usher.userserver.LoggedIn;
import dev.usher.userserver.Passed;
import dev.usher.userserver.UserServer;
import dev.usher.userserver.UserToken;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The calls about users and sessions. They have the user server's budget and breaker, and bodies of both sides are read
 * as a whole, since they may hold a token. One instance per event loop, called on it.
 */
public final class UserCalls {

    private static final int MAX_BODY_BYTES = 256 * 1024;
    private static final Duration BODY_DEADLINE = Duration.ofSeconds(10);
    private static final int BY_ID_ALONE = 2014;
    private static final int INCOMPLETE = 3006;
    private static final String TOKEN = "user-token";

    private final SmallBody body;
    private final Entrance entrance;
    private final UserServer userServer;
    private final Authentication authentication;
    private final Sessions sessions;

    public UserCalls(
            Vertx vertx, Entrance entrance, UserServer userServer, Authentication authentication, Sessions sessions) {
        this.body = new SmallBody(vertx, MAX_BODY_BYTES, BODY_DEADLINE);
        this.entrance = entrance;
        this.userServer = userServer;
        this.authentication = authentication;
        this.sessions = sessions;
    }

    /** The token that the request came with says nothing: SDKs send the one before along. */
    Future<Reply> login(Exchange exchange) {
        Future<Void> admitted = entrance.admit(exchange);
        return body.read(exchange.request())
                .map(UserCalls::credentials)
                .compose(credentials -> admitted.compose(v -> entrance.login(exchange, credentials)))
                .compose(granted -> begun(exchange, granted));
    }

    private static Credentials credentials(Buffer bytes) {
        try {
            if (json(bytes) instanceof ObjectNode fields) {
                refuseWithoutPassword(fields);
                return Credentials.of(fields);
            }
        } catch (GatewayFailure.BadRequest wrong) {
            throw incomplete(wrong.text());
        }
        throw incomplete("the body must be a JSON object with login and password");
    }

    /** Somebody who does not say who he is. */
    Future<Reply> guest(Exchange exchange) {
        Future<Void> admitted = entrance.admit(exchange);
        return body.read(exchange.request())
                .compose(anything -> admitted.compose(v -> entrance.guest(exchange)))
                .compose(granted -> begun(exchange, granted));
    }

    /** Where the gateway's key is one of server code, the user server would let anybody in as anybody. */
    private static void refuseWithoutPassword(ObjectNode fields) {
        if (fields.has("objectId")) {
            throw new GatewayFailure.RefusedByUserServer(
                    400, BY_ID_ALONE, "Login by object id is allowed only for Code Runner API key");
        }
    }

    private static GatewayFailure incomplete(String what) {
        return new GatewayFailure.RefusedByUserServer(400, INCOMPLETE, what);
    }

    /** A session that has just begun, for whoever began it: the user with the gateway's token. */
    private Future<Reply> begun(Exchange exchange, LoggedIn granted) {
        return sessions.begin(exchange, granted, false)
                .onSuccess(begun -> exchange.authenticatedAs(granted.userId()))
                .map(begun -> Reply.ok(granted.user().deepCopy().put(TOKEN, begun.token())));
    }

    Future<Reply> logout(Exchange exchange) {
        String token = authentication.token(exchange);
        Future<Boolean> ended = token == null ? Future.succeededFuture(false) : sessions.end(exchange, token);
        return ended.compose(wasAlive ->
                wasAlive ? Future.succeededFuture(empty()) : Future.failedFuture(Caller.Reason.INVALID.failure()));
    }

    Future<Reply> isValid(Exchange exchange, String token) {
        return sessions.find(exchange, token, Freshness.USUAL)
                .caller()
                .map(caller -> Reply.ok(BooleanNode.valueOf(caller instanceof Caller.Known)));
    }

    /** @throws GatewayFailure.RefusedByUserServer where the token of such a login could never become the gateway's */
    void refuseToLetGo() {
        if (sessions.areSealed()) {
            throw new GatewayFailure.RefusedByUserServer(
                    400, 400, "log in there with the provider's own SDK, and here with its accessToken");
        }
    }

    /** Asks the user server the same and answers the same, but for the tokens. Nobody may do so as often as log in. */
    Future<Reply> pass(Exchange exchange, String path, FacadeCall.OfUsers call, Caller caller) {
        Session session = caller instanceof Caller.Known(Session known) ? known : null;
        HttpMethod method = exchange.request().method();
        Future<Void> admitted =
                session == null || call.needsNobody() ? entrance.admit(exchange) : Future.succeededFuture();
        return body.read(exchange.request())
                .map(UserCalls::json)
                .compose(question -> admitted.compose(v -> userServer.pass(
                        method,
                        Objects.requireNonNull(exchange.target()).withPath(path),
                        session == null ? null : session.userToken(),
                        withUserToken(question, session),
                        Asker.of(exchange))))
                .onFailure(failure -> notice(failure, session))
                .compose(passed -> changed(method, call.concerns(), passed).map(passed))
                .compose(passed -> answer(exchange, passed, call, session));
    }

    private Future<Void> changed(HttpMethod method, Concerned concerned, Passed passed) {
        return switch (concerned) {
            case Concerned.User(String id) ->
                method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD)
                        ? Future.succeededFuture()
                        : sessions.changed(id, ifUser(id, passed.json()));
            case Concerned.Identity(String identity) -> sessions.changedWhoeverHas(identity);
            case Concerned.Nobody() -> Future.succeededFuture();
        };
    }

    private static @Nullable ObjectNode ifUser(String id, @Nullable JsonNode json) {
        return json instanceof ObjectNode user && user.path("objectId").asText().equals(id) ? user : null;
    }

    private static @Nullable JsonNode json(Buffer bytes) {
        if (bytes.length() == 0) {
            return null;
        }
        try {
            return StrictJson.parse(bytes.getBytes());
        } catch (IOException e) {
            throw new GatewayFailure.BadRequest("the body must be JSON", e);
        }
    }

    /** SDKs send users as they got them, guests who log in elsewhere among them. */
    private static @Nullable JsonNode withUserToken(@Nullable JsonNode question, @Nullable Session session) {
        if (question != null) {
            translate(question, session);
            translate(question.path("guestUser"), session);
        }
        return question;
    }

    private static void translate(JsonNode sent, @Nullable Session session) {
        if (sent instanceof ObjectNode user && user.remove(TOKEN) != null && session != null) {
            user.put(TOKEN, session.userToken().value());
        }
    }

    private void notice(Throwable failure, @Nullable Session session) {
        if (session != null
                && failure instanceof GatewayFailure.RefusedByUserServer refused
                && refused.code() instanceof Integer code
                && ErrorCodes.saysTokenIsDead(code)) {
            sessions.isDead(session);
        }
    }

    private Future<Reply> answer(Exchange exchange, Passed passed, FacadeCall.OfUsers call, @Nullable Session session) {
        if (passed.json() instanceof ObjectNode user && user.has(TOKEN)) {
            String token = user.remove(TOKEN).asText();
            String id = user.path("objectId").asText();
            if (session != null && token.equals(session.userToken().value())) {
                if (authentication.isByHeader(exchange)) {
                    user.put(TOKEN, authentication.token(exchange));
                }
            } else if (mayBeginSession(exchange, call) && UserToken.fitsPath(token) && !id.isEmpty()) {
                return begun(exchange, LoggedIn.of(new UserToken(token), user));
            }
        }
        return Future.succeededFuture(passed.json() == null ? empty() : Reply.ok(passed.json()));
    }

    /** Who reads or changes a user does not become one. */
    private static boolean mayBeginSession(Exchange exchange, FacadeCall.OfUsers call) {
        return call.needsNobody() && exchange.request().method().equals(HttpMethod.POST);
    }

    private static Reply empty() {
        return new Reply(200, List.of(), Buffer.buffer());
    }
}
