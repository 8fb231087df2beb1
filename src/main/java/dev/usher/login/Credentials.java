package dev.usher.login;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.http.GatewayFailure;
import dev.usher.http.StrictJson;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a client logs in with, checked for shape before anybody is asked. The same fields come as JSON or as a form.
 *
 * @param login text, or a number where the user server's identity is one
 */
record Credentials(JsonNode login, String password, boolean stayLoggedIn) {

    /** Longer than any identity or password that a user server keeps. */
    private static final int MAX_LENGTH = 1_000;

    /** @throws GatewayFailure.BadRequest when a field is missing, empty, too long or of the wrong type */
    static Credentials parse(@Nullable String contentType, Buffer body) {
        ObjectNode fields = isForm(contentType) ? form(body) : json(body);
        return new Credentials(login(fields.get("login")), password(fields.get("password")), flag(fields));
    }

    private static boolean isForm(@Nullable String contentType) {
        return contentType != null
                && contentType.toLowerCase(Locale.ROOT).startsWith("application/x-www-form-urlencoded");
    }

    private static ObjectNode json(Buffer body) {
        try {
            if (StrictJson.parse(body.getBytes()) instanceof ObjectNode object) {
                return object;
            }
        } catch (IOException e) {
            throw new GatewayFailure.BadRequest("the body must be a JSON object with login and password", e);
        }
        throw new GatewayFailure.BadRequest("the body must be a JSON object with login and password");
    }

    private static ObjectNode form(Buffer body) {
        ObjectNode fields = JsonNodeFactory.instance.objectNode();
        for (String pair : body.toString(StandardCharsets.ISO_8859_1).split("&", -1)) {
            int equals = pair.indexOf('=');
            if (!pair.isEmpty()) {
                String name = unescape(equals < 0 ? pair : pair.substring(0, equals));
                if (fields.has(name)) {
                    throw new GatewayFailure.BadRequest("the form has a field twice");
                }
                fields.put(name, equals < 0 ? "" : unescape(pair.substring(equals + 1)));
            }
        }
        return fields;
    }

    /** As URLDecoder does it, but what is no UTF-8 is refused instead of replaced. */
    private static String unescape(String text) {
        ByteBuffer octets = ByteBuffer.allocate(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '%') {
                octets.put((byte) (c == '+' ? ' ' : c));
            } else if (i + 2 < text.length() && digit(text, i + 1) >= 0 && digit(text, i + 2) >= 0) {
                octets.put((byte) (digit(text, i + 1) << 4 | digit(text, i + 2)));
                i += 2;
            } else {
                throw new GatewayFailure.BadRequest("the form has a broken escape");
            }
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(octets.flip()).toString();
        } catch (CharacterCodingException e) {
            throw new GatewayFailure.BadRequest("the form is not UTF-8", e);
        }
    }

    private static int digit(String text, int index) {
        return Character.digit(text.charAt(index), 16);
    }

    private static JsonNode login(@Nullable JsonNode login) {
        if (login != null && login.isNumber()) {
            return login;
        }
        return JsonNodeFactory.instance.textNode(text("login", login));
    }

    private static String password(@Nullable JsonNode password) {
        return text("password", password);
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
    private static boolean flag(ObjectNode fields) {
        JsonNode flag = fields.get("stayLoggedIn");
        if (flag == null || flag.isNull()) {
            return false;
        }
        return switch (flag.isContainerNode() ? flag.toString() : flag.asText()) {
            case "true", "on", "1" -> true;
            case "false", "off", "0", "" -> false;
            default -> throw new GatewayFailure.BadRequest("stayLoggedIn must be true or false");
        };
    }

    @Override
    public String toString() {
        return "Credentials[***]";
    }
}
