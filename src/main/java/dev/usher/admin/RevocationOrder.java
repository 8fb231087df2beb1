package dev.usher.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.http.GatewayFailure;
import dev.usher.http.StrictJson;
import dev.usher.session.TokenHash;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which sessions an operator wants to end: {@code {"user":…}}, {@code {"token-hash":…}} or {@code {"all":true}}. */
sealed interface RevocationOrder {

    record OfUser(String userId) implements RevocationOrder {}

    record OfToken(TokenHash token) implements RevocationOrder {}

    record OfEverybody() implements RevocationOrder {}

    /**
     * Reads an order to the letter: whoever ends sessions must have meant these.
     *
     * @throws GatewayFailure.BadRequest when it is none
     */
    static RevocationOrder parse(byte[] body) {
        JsonNode json;
        try {
            json = StrictJson.parse(body);
        } catch (IOException e) {
            throw unclear();
        }
        // nobody knows which of two was meant
        if (!(json instanceof ObjectNode object) || object.size() != 1) {
            throw unclear();
        }
        Map.Entry<String, JsonNode> only = object.properties().iterator().next();
        return switch (only.getKey()) {
            case "user" -> ofUser(text(only.getValue()));
            case "token-hash" -> ofToken(TokenHash.ofHex(text(only.getValue())));
            case "all" -> ofEverybody(only.getValue());
            default -> throw unclear();
        };
    }

    private static RevocationOrder ofUser(String userId) {
        if (userId.isEmpty()) {
            throw unclear();
        }
        return new OfUser(userId);
    }

    private static RevocationOrder ofToken(@Nullable TokenHash token) {
        if (token == null) {
            throw unclear();
        }
        return new OfToken(token);
    }

    private static RevocationOrder ofEverybody(JsonNode value) {
        if (!value.isBoolean() || !value.booleanValue()) {
            throw unclear();
        }
        return new OfEverybody();
    }

    private static String text(JsonNode value) {
        if (!value.isTextual()) {
            throw unclear();
        }
        return value.textValue();
    }

    private static GatewayFailure unclear() {
        return new GatewayFailure.BadRequest(
                "write one of {\"user\":\"<id>\"}, {\"token-hash\":\"<64 hex digits>\"} and {\"all\":true}");
    }
}
