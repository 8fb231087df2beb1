package dev.usher.userserver;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.config.CustomSettings;
import dev.usher.http.CannotKnow;
import dev.usher.http.GatewayFailure;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A user server that the file describes: a 2xx says yes, 401, 403 and 404 say no, and whatever else it answers says
 * nothing. Users get their id as {@code objectId} too, as the rest of the gateway knows it.
 */
final class Custom implements UserServer {

    private static final int LOCKED = 423;

    private final Calls calls;
    private final CustomSettings settings;

    Custom(Calls calls, CustomSettings settings) {
        this.calls = calls;
        this.settings = settings;
    }

    @Override
    public Future<LoggedIn> login(JsonNode login, String password, Asker asker) {
        CustomSettings.Login how = settings.login();
        ObjectNode credentials = JsonNodeFactory.instance.objectNode();
        credentials.set(how.loginField(), login);
        credentials.put(how.passwordField(), password);
        Call call = new Call(Operation.LOGIN, Urgency.FIRST, asker, HttpMethod.POST, how.path(), null, credentials);
        return calls.ask(call, this::loggedIn);
    }

    /** Whoever has no account hears the same as whoever has another password. */
    private Future<LoggedIn> loggedIn(Answer answer) {
        if (answer.status() == LOCKED) {
            return Future.failedFuture(
                    new GatewayFailure.RefusedByUserServer(LOCKED, LOCKED, "this account is locked; try again later"));
        }
        if (saysNo(answer) || answer.status() == 400 || answer.status() == 422) {
            return Future.failedFuture(new GatewayFailure.Unauthenticated("login-refused", "wrong login or password"));
        }
        if (!saysYes(answer)) {
            return Future.failedFuture(answer.meaningless());
        }
        JsonNode token = at(answer, settings.login().token());
        if (!token.isTextual() || !UserToken.hasShape(token.textValue())) {
            return Future.failedFuture(CannotKnow.nonsense("a login without a token"));
        }
        ObjectNode user = user(withoutToken(answer), settings.login().user());
        return user == null
                ? Future.failedFuture(CannotKnow.nonsense("a login without a user"))
                : Future.succeededFuture(ofUser(new UserToken(token.textValue()), user));
    }

    /** It never leaves the gateway, also where the user is the whole answer. */
    private @Nullable JsonNode withoutToken(Answer answer) {
        JsonPointer token = settings.login().token();
        JsonNode whole = answer.json() == null ? null : answer.json().deepCopy();
        JsonNode around = whole == null ? null : whole.at(token.head());
        if (around instanceof ObjectNode fields) {
            fields.remove(token.last().getMatchingProperty());
        } else if (around instanceof ArrayNode list) {
            list.setNull(token.last().getMatchingIndex());
        }
        return whole;
    }

    @Override
    public Future<LoggedIn> guest(Asker asker) {
        return Future.failedFuture(new GatewayFailure.NoRoute());
    }

    @Override
    public Future<Boolean> isValid(UserToken token, Urgency urgency, Asker asker) {
        JsonPointer valid = settings.validate().valid();
        String path = settings.validate().path();
        return calls.ask(Call.get(Operation.IS_VALID, urgency, asker, path, token), answer -> {
            if (saysNo(answer)) {
                return Future.succeededFuture(false);
            }
            JsonNode says = valid == null ? BooleanNode.TRUE : at(answer, valid);
            return saysYes(answer) && says.isBoolean()
                    ? Future.succeededFuture(says.booleanValue())
                    : Future.failedFuture(answer.meaningless());
        });
    }

    @Override
    public Future<List<String>> roles(UserToken token, Urgency urgency, Asker asker) {
        JsonPointer roles = settings.user().roles();
        if (roles == null) {
            return Future.succeededFuture(List.of());
        }
        return me(Operation.ROLES, token, urgency, asker).compose(user -> switch (user.at(roles)) {
            case ArrayNode list -> Future.succeededFuture(texts(list));
            case JsonNode none when none.isMissingNode() || none.isNull() -> Future.succeededFuture(List.of());
            default -> Future.failedFuture(CannotKnow.nonsense("roles that are no list"));
        });
    }

    @Override
    public Future<Boolean> logout(UserToken token, Asker asker) {
        CustomSettings.Logout how = settings.logout();
        if (how == null) {
            return Future.succeededFuture(true);
        }
        HttpMethod method = HttpMethod.valueOf(how.method());
        Call call = new Call(Operation.LOGOUT, Urgency.SECOND, asker, method, how.path(), token, null);
        return calls.ask(
                call,
                answer -> saysYes(answer) || saysNo(answer)
                        ? Future.succeededFuture(saysYes(answer))
                        : Future.failedFuture(answer.meaningless()));
    }

    @Override
    public Future<ObjectNode> user(String userId, UserToken token, Asker asker) {
        return me(Operation.USER, token, Urgency.FIRST, asker)
                .compose(user -> user.path("objectId").asText().equals(userId)
                        ? Future.succeededFuture(user)
                        : Future.failedFuture(CannotKnow.nonsense("another user than the token's")));
    }

    @Override
    public boolean canTellWhoseToken() {
        return true;
    }

    @Override
    public Future<LoggedIn> whoami(UserToken token, Asker asker) {
        return me(Operation.WHOAMI, token, Urgency.FIRST, asker).map(user -> ofUser(token, user));
    }

    @Override
    public Future<Passed> pass(
            HttpMethod method, String path, @Nullable UserToken token, @Nullable JsonNode body, Asker asker) {
        return Future.failedFuture(new IllegalStateException("the facade is Backendless's"));
    }

    private Future<ObjectNode> me(Operation operation, UserToken token, Urgency urgency, Asker asker) {
        CustomSettings.Me how = settings.me();
        return calls.ask(Call.get(operation, urgency, asker, how.path(), token), answer -> {
            if (saysNo(answer)) {
                return Future.failedFuture(ErrorCodes.deadToken());
            }
            ObjectNode user = saysYes(answer) ? user(answer.json(), how.user()) : null;
            return user == null ? Future.failedFuture(answer.meaningless()) : Future.succeededFuture(user);
        });
    }

    private static LoggedIn ofUser(UserToken token, ObjectNode user) {
        return new LoggedIn(token, user.path("objectId").asText(), user, false);
    }

    private static boolean saysYes(Answer answer) {
        return answer.status() >= 200 && answer.status() <= 299;
    }

    private static boolean saysNo(Answer answer) {
        return answer.status() == 401 || answer.status() == 403 || answer.status() == 404;
    }

    private static JsonNode at(Answer answer, JsonPointer pointer) {
        JsonNode json = answer.json();
        return (json == null ? JsonNodeFactory.instance.missingNode() : json).at(pointer);
    }

    private @Nullable ObjectNode user(@Nullable JsonNode answer, JsonPointer pointer) {
        if (answer == null || !(answer.at(pointer) instanceof ObjectNode found)) {
            return null;
        }
        JsonNode id = found.at(settings.user().id());
        boolean isId =
                id.isIntegralNumber() || id.isTextual() && !id.textValue().isEmpty();
        return isId ? found.deepCopy().put("objectId", id.asText()) : null;
    }

    private static List<String> texts(ArrayNode list) {
        List<String> texts = new ArrayList<>();
        for (JsonNode item : list) {
            if (item.isTextual()) {
                texts.add(item.asText());
            }
        }
        return texts;
    }
}
