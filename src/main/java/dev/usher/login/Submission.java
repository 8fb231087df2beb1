package dev.usher.login;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.http.GatewayFailure;
import dev.usher.http.StrictJson;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;

/**
 * What a client sent to log in. The same fields come as JSON or as a form.
 *
 * @param isForm whether a page sent it, whose person waits for another page
 */
record Submission(ObjectNode fields, boolean isForm) {

    private static final String WHAT = "the body must be a JSON object";

    /** @throws GatewayFailure.BadRequest when the body is neither a form nor one JSON object; nothing has no fields */
    static Submission of(HttpServerRequest request, Buffer body) {
        boolean isForm = Form.is(request.getHeader(HttpHeaders.CONTENT_TYPE));
        return new Submission(isForm ? Form.parse(body) : json(body), isForm);
    }

    private static ObjectNode json(Buffer body) {
        if (body.length() == 0) {
            return JsonNodeFactory.instance.objectNode();
        }
        try {
            if (StrictJson.parse(body.getBytes()) instanceof ObjectNode object) {
                return object;
            }
        } catch (IOException e) {
            throw new GatewayFailure.BadRequest(WHAT, e);
        }
        throw new GatewayFailure.BadRequest(WHAT);
    }

    @Override
    public String toString() {
        return "Submission[***]";
    }
}
