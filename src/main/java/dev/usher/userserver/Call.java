package dev.usher.userserver;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.http.HttpMethod;
import org.jspecify.annotations.Nullable;

/**
 * One call before it is sent.
 *
 * @param asker goes away perhaps, which matters only until the call is sent
 * @param path below {@code auth.url}; may hold a token
 * @param token in whose name
 */
record Call(
        Operation operation,
        Urgency urgency,
        Asker asker,
        HttpMethod method,
        String path,
        @Nullable UserToken token,
        @Nullable JsonNode body) {

    static Call get(Operation operation, Urgency urgency, Asker asker, String path, UserToken token) {
        return new Call(operation, urgency, asker, HttpMethod.GET, path, token, null);
    }

    static Call login(JsonNode credentials, Asker asker) {
        return new Call(Operation.LOGIN, Urgency.FIRST, asker, HttpMethod.POST, "/users/login", null, credentials);
    }

    static Call guest(Asker asker) {
        return new Call(Operation.GUEST, Urgency.FIRST, asker, HttpMethod.POST, "/users/register/guest", null, null);
    }

    @Override
    public String toString() {
        return "Call[" + operation + "]";
    }
}
