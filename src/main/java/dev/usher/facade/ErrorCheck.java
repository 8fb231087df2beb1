package dev.usher.facade;

import com.fasterxml.jackson.databind.JsonNode;
import dev.usher.access.Forward;
import dev.usher.http.BackendlessAnswer;
import dev.usher.http.Exchange;
import dev.usher.http.StrictJson;
import dev.usher.proxy.AnswerCheck;
import dev.usher.session.Session;
import dev.usher.session.Sessions;
import dev.usher.userserver.ErrorCodes;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads the errors of calls that are passed on: what the user server says of a dead token is news here, and its words
 * for that hold the token. One instance per event loop.
 */
public final class ErrorCheck implements AnswerCheck {

    private final Sessions sessions;

    public ErrorCheck(Sessions sessions) {
        this.sessions = sessions;
    }

    @Override
    public boolean withholds(int status) {
        return status >= 400;
    }

    @Override
    public Buffer read(Exchange exchange, Forward permit, Buffer body) {
        HttpServerResponse response = exchange.response();
        int status = response.getStatusCode();
        if (status == 502) {
            // its SDK throws such a body away
            response.setStatusCode(503);
        }
        JsonNode error = parsed(body);
        if (error == null) {
            response.headers().remove(HttpHeaders.CONTENT_ENCODING).set(HttpHeaders.CONTENT_TYPE, "application/json");
            return BackendlessAnswer.body(status, "the user server answered " + status);
        }
        Session session = permit.session();
        if (session == null) {
            return body;
        }
        if (ErrorCodes.saysTokenIsDead(error.path("code").intValue())) {
            sessions.isDead(session);
        }
        String words = body.toString(StandardCharsets.UTF_8);
        return Buffer.buffer(ErrorCodes.redacted(words, session.userToken()));
    }

    /** Absent for what is no error of the user server's own. */
    private static @Nullable JsonNode parsed(Buffer body) {
        try {
            JsonNode error = StrictJson.parse(body.getBytes());
            return error.isObject() && error.path("code").isInt() ? error : null;
        } catch (IOException e) {
            return null;
        }
    }
}
