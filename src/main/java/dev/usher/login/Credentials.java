package dev.usher.login;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.http.GatewayFailure;
import dev.usher.http.StrictJson;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What a client logs in with, checked for shape before anybody is asked. The same fields come as JSON or as a form.
 *
 * @param login text, or a number where the user server's identity is one
 * @param delivery how the client wants its token
 */
record Credentials(JsonNode login, String password, boolean stayLoggedIn, Delivery delivery) {

    /** Longer than any identity or password that a user server keeps. */
    private static final int MAX_LENGTH = 1_000;

    /** @throws GatewayFailure.BadRequest when a field is missing, empty, too long or of the wrong type */
    static Credentials of(ObjectNode fields, boolean isForm) {
        return new Credentials(
                login(fields.get("login")),
                text("password", fields.get("password")),
                flag("stayLoggedIn", fields),
                isForm ? new Delivery.Form(Form.text(fields, "return_to")) : delivery(fields));
    }

    /** @throws GatewayFailure.BadRequest when the body is not one JSON object */
    static ObjectNode json(Buffer body) {
        try {
            if (StrictJson.parse(body.getBytes()) instanceof ObjectNode object) {
                return object;
            }
        } catch (IOException e) {
            throw new GatewayFailure.BadRequest("the body must be a JSON object with login and password", e);
        }
        throw new GatewayFailure.BadRequest("the body must be a JSON object with login and password");
    }

    private static JsonNode login(@Nullable JsonNode login) {
        if (login != null && login.isNumber()) {
            return login;
        }
        return JsonNodeFactory.instance.textNode(text("login", login));
    }

    private static Delivery delivery(ObjectNode fields) {
        return flag("cookie", fields) ? Delivery.Cookie.INSTANCE : Delivery.Body.INSTANCE;
    }

    private static String text(String name, @Nullable JsonNode value) {
        if (value == null || value.isNull()) {
            throw new GatewayFailure.BadRequest(name + " is missing");
        }
        if (!value.isTextual()) {
            throw new GatewayFailure.BadRequest(name + " must be text");
        }
        if (value.asText().isEmpty()) {
            throw new GatewayFailure.BadRequest(name + " must not be empty");
        }
        if (value.asText().length() > MAX_LENGTH) {
            throw new GatewayFailure.BadRequest(name + " must not be longer than " + MAX_LENGTH + " characters");
        }
        return value.asText();
    }

    /** A checked box of a form says {@code on} unless the page says otherwise. */
    private static boolean flag(String name, ObjectNode fields) {
        JsonNode flag = fields.get(name);
        if (flag == null || flag.isNull()) {
            return false;
        }
        return switch (flag.isContainerNode() ? flag.toString() : flag.asText()) {
            case "true", "on", "1" -> true;
            case "false", "off", "0", "" -> false;
            default -> throw new GatewayFailure.BadRequest(name + " must be true or false");
        };
    }

    @Override
    public String toString() {
        return "Credentials[***]";
    }
}
