package dev.usher.userserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.http.CannotKnow;
import dev.usher.http.GatewayFailure;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What came back over the wire, before it is clear what it means.
 *
 * @param json the body, a missing node when there was none; absent when it is not JSON
 * @param retryAfter when it wants to be asked again; absent: it did not say
 */
record Answer(
        Operation operation,
        int status,
        @Nullable JsonNode json,
        @Nullable Duration retryAfter) {

    /** It was asked too often, by one or by all, RFC 6585 section 4. */
    boolean isThrottled() {
        return status == 429;
    }

    /**
     * For how long it wants no call of this kind, whoever makes it; absent: it may be asked. A 429 whose code does not
     * name the application may mean one account or client, and so may a 503 to a call that a client chose: anybody
     * could bring it about.
     */
    @Nullable
    Duration pause() {
        boolean meansAll = hasCode() && ErrorCodes.saysQuotaIsUsedUp(code());
        return meansAll || status == 503 && operation != Operation.PASSED ? retryAfter : null;
    }

    boolean isSuccess() {
        return status == 200 || status == 204;
    }

    /** The user that was answered, whose columns may be named {@code code} and {@code message} too; absent: none. */
    @Nullable
    ObjectNode user() {
        if (status != 200 || !(json instanceof ObjectNode object)) {
            return null;
        }
        JsonNode id = object.path("objectId");
        return id.isTextual() && !id.asText().isEmpty() ? object : null;
    }

    /** Errors are told by their number, with whatever status. */
    boolean hasCode() {
        return json != null && json.isObject() && json.path("code").isInt() && json.has("message");
    }

    int code() {
        return json == null ? 0 : json.path("code").intValue();
    }

    /** May hold the token that was sent. */
    String message() {
        return json == null ? "" : json.path("message").asText();
    }

    GatewayFailure meaningless() {
        String what = operation.label() + " answered HTTP " + status + " without a code";
        return status >= 500 && status <= 599
                ? CannotKnow.unavailable(what, status == 503 ? retryAfter : null)
                : CannotKnow.nonsense(what);
    }
}
