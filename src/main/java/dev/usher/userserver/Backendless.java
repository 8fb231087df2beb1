package dev.usher.userserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.config.UserServerSettings;
import dev.usher.http.CannotKnow;
import dev.usher.http.GatewayFailure;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A user server of Backendless's: errors are told by their number, and roles are a call of their own. */
final class Backendless implements UserServer {

    private final Calls calls;
    private final @Nullable String whoami;

    Backendless(Calls calls, UserServerSettings settings) {
        this.calls = calls;
        this.whoami = settings.whoami();
    }

    @Override
    public Future<LoggedIn> login(JsonNode login, String password, Asker asker) {
        ObjectNode credentials = JsonNodeFactory.instance.objectNode();
        credentials.set("login", login);
        credentials.put("password", password);
        return calls.ask(Call.login(credentials, asker), Backendless::loggedIn);
    }

    @Override
    public Future<LoggedIn> guest(Asker asker) {
        return calls.ask(Call.guest(asker), Backendless::loggedIn);
    }

    @Override
    public Future<Boolean> isValid(UserToken token, Urgency urgency, Asker asker) {
        String path = "/users/isvalidusertoken/" + Calls.segment(token.value());
        return calls.ask(Call.get(Operation.IS_VALID, urgency, asker, path, token), answer -> {
            if (answer.hasCode() && ErrorCodes.saysTokenIsDead(answer.code())) {
                return Future.succeededFuture(false);
            }
            return answer.status() == 200 && answer.json() instanceof BooleanNode says
                    ? Future.succeededFuture(says.booleanValue())
                    : failed(answer, ErrorCodes::ofQuestion);
        });
    }

    @Override
    public Future<List<String>> roles(UserToken token, Urgency urgency, Asker asker) {
        return calls.ask(
                Call.get(Operation.ROLES, urgency, asker, "/users/userroles", token),
                answer -> answer.status() == 200 && answer.json() instanceof ArrayNode roles
                        ? Future.succeededFuture(developerRoles(roles))
                        : failed(answer, ErrorCodes::ofQuestion));
    }

    @Override
    public Future<Boolean> logout(UserToken token, Asker asker) {
        return calls.ask(Call.get(Operation.LOGOUT, Urgency.SECOND, asker, "/users/logout", token), answer -> {
            if (answer.hasCode() && ErrorCodes.saysTokenIsDead(answer.code())) {
                return Future.succeededFuture(false);
            }
            return answer.isSuccess() && !answer.hasCode()
                    ? Future.succeededFuture(true)
                    : failed(answer, ErrorCodes::ofQuestion);
        });
    }

    @Override
    public Future<ObjectNode> user(String userId, UserToken token, Asker asker) {
        String path = "/data/Users/" + Calls.segment(userId);
        return calls.ask(
                Call.get(Operation.USER, Urgency.FIRST, asker, path, token),
                answer -> userOf(answer, ErrorCodes::ofCall));
    }

    @Override
    public boolean canTellWhoseToken() {
        return whoami != null;
    }

    @Override
    public Future<LoggedIn> whoami(UserToken token, Asker asker) {
        if (whoami == null) {
            return Future.failedFuture(new IllegalStateException("auth.whoami is not set"));
        }
        return calls.ask(
                Call.get(Operation.WHOAMI, Urgency.FIRST, asker, "/" + whoami, token),
                answer -> userOf(answer, ErrorCodes::ofQuestion).map(user -> LoggedIn.of(token, user)));
    }

    @Override
    public Future<Passed> pass(
            HttpMethod method, String path, @Nullable UserToken token, @Nullable JsonNode body, Asker asker) {
        return calls.ask(new Call(Operation.PASSED, Urgency.FIRST, asker, method, path, token, body), answer -> {
            JsonNode json = answer.json();
            if (answer.user() == null && answer.hasCode()) {
                return Future.failedFuture(ErrorCodes.asItIs(answer, token));
            }
            if (json == null || answer.status() < 200 || answer.status() > 299) {
                return Future.failedFuture(answer.meaningless());
            }
            return Future.succeededFuture(new Passed(json.isMissingNode() ? null : json));
        });
    }

    private static Future<LoggedIn> loggedIn(Answer answer) {
        return userOf(answer, ErrorCodes::ofLogin).compose(user -> {
            String token = user.path("user-token").asText();
            return UserToken.fitsPath(token)
                    ? Future.succeededFuture(LoggedIn.of(new UserToken(token), user))
                    : Future.failedFuture(CannotKnow.nonsense("a login without a user-token"));
        });
    }

    private static Future<ObjectNode> userOf(Answer answer, Meaning errors) {
        ObjectNode user = answer.user();
        return user != null ? Future.succeededFuture(user) : failed(answer, errors);
    }

    private static List<String> developerRoles(ArrayNode array) {
        List<String> roles = new ArrayList<>();
        for (JsonNode role : array) {
            if (role.isTextual() && !SystemRoles.contains(role.asText())) {
                roles.add(role.asText());
            }
        }
        return roles;
    }

    private static <T> Future<T> failed(Answer answer, Meaning errors) {
        return Future.failedFuture(answer.hasCode() ? errors.of(answer.code(), answer.status()) : answer.meaningless());
    }

    /** What the codes of one kind of call mean. */
    private interface Meaning {
        GatewayFailure of(int code, int httpStatus);
    }
}
