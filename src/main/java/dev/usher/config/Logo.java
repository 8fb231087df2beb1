package dev.usher.config;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A picture for the sign-in page. Immutable.
 *
 * @param type its media type
 */
public record Logo(String type, ByteBuffer content) {

    public Logo {
        content = content.asReadOnlyBuffer();
    }

    /** A view of its own for each caller. */
    @Override
    public ByteBuffer content() {
        return content.duplicate();
    }

    /** Known by how it begins, as browsers would; absent: they would not show it. */
    static @Nullable Logo of(byte[] bytes) {
        String octets = new String(bytes, ISO_8859_1);
        String type = null;
        if (octets.startsWith("\u0089PNG\r\n")) {
            type = "image/png";
        } else if (octets.startsWith("\u00ff\u00d8\u00ff")) {
            type = "image/jpeg";
        } else if (octets.startsWith("RIFF") && octets.startsWith("WEBP", 8)) {
            type = "image/webp";
        } else if (octets.stripLeading().startsWith("<") && octets.contains("<svg")) {
            type = "image/svg+xml";
        }
        return type == null ? null : new Logo(type, ByteBuffer.wrap(bytes));
    }
}
