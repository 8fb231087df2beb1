package dev.usher.login;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.http.GatewayFailure;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What a client logs in with, checked for shape before anybody is asked.
 *
 * @param login text, or a number where the user server's identity is one
 */
public record Credentials(JsonNode login, String password) {

    /** Longer than any identity or password that a user server keeps. */
    private static final int MAX_LENGTH = 1_000;

    /**
     * Looks at what was sent.
     *
     * @throws GatewayFailure.BadRequest when a field is missing, empty, too long or of the wrong type
     */
    public static Credentials of(ObjectNode fields) {
        return new Credentials(login(fields.get("login")), text("password", fields.get("password")));
    }

    private static JsonNode login(@Nullable JsonNode login) {
        if (login != null && login.isNumber()) {
            return login;
        }
        return JsonNodeFactory.instance.textNode(text("login", login));
    }

    /** The login as text, the same for each way to write a number; not in full where that would be without end. */
    String account() {
        if (!login.isNumber()) {
            return login.asText();
        }
        BigDecimal shortest = login.decimalValue().stripTrailingZeros();
        return Math.clamp(shortest.scale(), -MAX_LENGTH, MAX_LENGTH) == shortest.scale()
                ? shortest.toPlainString()
                : shortest.toString();
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

    @Override
    public String toString() {
        return "Credentials[***]";
    }
}
