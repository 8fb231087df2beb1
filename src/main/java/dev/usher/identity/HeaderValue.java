package dev.usher.identity;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes a property so that no value can end the field or begin another one: everything but visible ASCII becomes
 * percent-encoded UTF-8 (as {@code decodeURIComponent} reads it), and so do {@code %} itself and outer spaces. In
 * lists, which are joined by commas, a comma inside an element is encoded too.
 */
final class HeaderValue {

    /** A longer value is left out: half an identity is a wrong one. */
    static final int MAX_LENGTH = 1024;

    private HeaderValue() {}

    /** The field value; absent for what has none: null, an object, an empty text or list, one that is too long. */
    static @Nullable String of(@Nullable JsonNode property) {
        if (property == null) {
            return null;
        }
        if (!property.isArray()) {
            return property.isValueNode() && !property.isNull() ? bounded(encode(property.asText(), false)) : null;
        }
        StringBuilder joined = new StringBuilder();
        for (JsonNode element : property) {
            if (element.isValueNode() && !element.isNull()) {
                append(joined, element.asText());
            }
        }
        return bounded(joined.toString());
    }

    static @Nullable String of(List<String> elements) {
        StringBuilder joined = new StringBuilder();
        elements.forEach(element -> append(joined, element));
        return bounded(joined.toString());
    }

    static @Nullable String of(String text) {
        return bounded(encode(text, false));
    }

    private static void append(StringBuilder joined, String element) {
        if (!joined.isEmpty()) {
            joined.append(',');
        }
        joined.append(encode(element, true));
    }

    private static @Nullable String bounded(String value) {
        return value.isEmpty() || value.length() > MAX_LENGTH ? null : value;
    }

    private static String encode(String text, boolean inList) {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        StringBuilder value = new StringBuilder(octets.length);
        for (int i = 0; i < octets.length; i++) {
            int octet = octets[i] & 0xff;
            boolean outer = i == 0 || i == octets.length - 1;
            boolean plain = octet > ' ' && octet < 0x7f && octet != '%' && !(inList && octet == ',');
            if (plain || octet == ' ' && !outer) {
                value.append((char) octet);
            } else {
                value.append('%').append(hexDigit(octet >> 4)).append(hexDigit(octet & 15));
            }
        }
        // a session keeps the property too, for as long as it lasts: mostly the two are one
        return text.contentEquals(value) ? text : value.toString();
    }

    private static char hexDigit(int nibble) {
        return "0123456789ABCDEF".charAt(nibble);
    }
}
