package dev.usher.login;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.http.Exchange;
import dev.usher.http.GatewayFailure;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads the fields of a form as a page sends it, {@code application/x-www-form-urlencoded}. */
final class Form {

    private Form() {}

    static boolean is(@Nullable String contentType) {
        return contentType != null
                && contentType.toLowerCase(Locale.ROOT).startsWith("application/x-www-form-urlencoded");
    }

    /** The text of a field; absent: it is not there. */
    static @Nullable String text(ObjectNode fields, String name) {
        return fields.has(name) ? fields.get(name).asText() : null;
    }

    /** The fields of an address; none where it has no query. */
    static ObjectNode query(Exchange exchange) {
        String query = exchange.request().query();
        return parse(query == null ? "" : query);
    }

    /** @throws GatewayFailure.BadRequest when a field is there twice, or is not UTF-8 as forms escape it */
    static ObjectNode parse(Buffer body) {
        return parse(body.toString(StandardCharsets.ISO_8859_1));
    }

    /** The same for the query of an address, or a body whose octets are characters. */
    static ObjectNode parse(String octets) {
        ObjectNode fields = JsonNodeFactory.instance.objectNode();
        for (String pair : octets.split("&", -1)) {
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
}
