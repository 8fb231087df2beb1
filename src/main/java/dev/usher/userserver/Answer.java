package dev.usher.userserver;

import com.fasterxml.jackson.databind.JsonNode;
import dev.usher.http.GatewayFailure;
import org.jspecify.annotations.Nullable;

/**
 * What came back over the wire, before it is clear what it means.
 *
 * @param json the body; absent when it is not JSON
 */
record Answer(Operation operation, int status, @Nullable JsonNode json) {

    boolean isSuccess() {
        return status == 200 || status == 204;
    }

    /** Errors are told by their number, with whatever status. */
    boolean hasCode() {
        return json != null && json.isObject() && json.path("code").isIntegralNumber() && json.has("message");
    }

    int code() {
        return json == null ? 0 : json.path("code").intValue();
    }

    GatewayFailure meaningless() {
        String what = operation.label() + " answered HTTP " + status + " without a code";
        return status >= 500 && status <= 599
                ? GatewayFailure.CannotKnow.unavailable(what)
                : GatewayFailure.CannotKnow.nonsense(what);
    }
}
