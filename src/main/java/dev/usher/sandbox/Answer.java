package dev.usher.sandbox;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.util.Map;

/** A whole HTTP answer as a value, so that it can be held back, replaced or sent. */
public record Answer(int status, Map<String, String> headers, String body) {

    private static final Map<String, String> JSON = Map.of("Content-Type", "application/json");

    public Answer {
        headers = Map.copyOf(headers);
    }

    static Answer ok(Object value) {
        return new Answer(200, JSON, Json.encode(value));
    }

    /** What operations without a result answer: 200 and nothing, not 204. */
    static Answer empty() {
        return new Answer(200, Map.of(), "");
    }

    static Answer error(ErrorCode code, String message) {
        return error(code.status(), code.number(), message);
    }

    static Answer error(int status, int code, String message) {
        JsonObject body =
                new JsonObject().put("code", code).put("message", message).put("errorData", new JsonObject());
        return new Answer(status, JSON, body.encode());
    }

    void send(HttpServerResponse response) {
        // A client that no longer waits is not a failure of the sandbox.
        if (response.closed()) {
            return;
        }
        response.setStatusCode(status);
        headers.forEach(response::putHeader);
        if (body.isEmpty()) {
            response.putHeader(HttpHeaders.CONTENT_LENGTH, "0");
        }
        response.end(body);
    }
}
