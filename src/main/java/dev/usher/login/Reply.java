package dev.usher.login;

import com.fasterxml.jackson.databind.JsonNode;
import dev.usher.http.Exchange;
import dev.usher.http.Parting;
import dev.usher.http.StrictJson;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import org.jspecify.annotations.Nullable;

/** What an endpoint answers when all is well. */
record Reply(int status, @Nullable JsonNode body) {

    static Reply ok(JsonNode body) {
        return new Reply(200, body);
    }

    static Reply noContent() {
        return new Reply(204, null);
    }

    /** Answers, and takes leave of a client that still sends a body which nobody reads. */
    void write(Exchange exchange, Parting parting) {
        HttpServerResponse response = exchange.response();
        if (response.closed()) {
            return;
        }
        response.setStatusCode(status)
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .putHeader("x-request-id", exchange.id());
        exchange.writeOwnFields(response.headers());
        parting.ending(exchange.request(), false, () -> end(exchange.request(), response));
    }

    private Future<Void> end(HttpServerRequest request, HttpServerResponse response) {
        if (body == null) {
            return response.end();
        }
        Buffer json = Buffer.buffer(StrictJson.write(body));
        response.putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader(HttpHeaders.CONTENT_LENGTH, String.valueOf(json.length()));
        return request.method().equals(HttpMethod.HEAD) ? response.end() : response.end(json);
    }
}
