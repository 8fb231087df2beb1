package dev.usher.http;

import io.netty.util.AsciiString;
import io.vertx.core.MultiMap;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a head in their order, until it is written. Names are compared as RFC 9110 section 5.1 has it. A
 * codec's map hashes and links each of them, which costs more than to look through a dozen; and it looks at their
 * characters, which is left to whoever writes this one. Belongs to one message.
 */
public final class FieldList {

    private static final int USUAL_FIELDS = 20;

    /** Each name is followed by its value. */
    private CharSequence[] parts = new CharSequence[2 * USUAL_FIELDS];

    private int length;

    public void add(CharSequence name, CharSequence value) {
        if (length == parts.length) {
            parts = Arrays.copyOf(parts, 2 * length);
        }
        parts[length] = name;
        parts[length + 1] = value;
        length += 2;
    }

    /** Takes the place of all that have this name. */
    public void set(CharSequence name, CharSequence value) {
        remove(name);
        add(name, value);
    }

    public void remove(CharSequence name) {
        int kept = 0;
        for (int i = 0; i < length; i += 2) {
            if (!isNamed(i, name)) {
                parts[kept] = parts[i];
                parts[kept + 1] = parts[i + 1];
                kept += 2;
            }
        }
        Arrays.fill(parts, kept, length, null);
        length = kept;
    }

    public boolean contains(CharSequence name) {
        return get(name) != null;
    }

    /** The first value; absent: there is none. */
    public @Nullable CharSequence get(CharSequence name) {
        for (int i = 0; i < length; i += 2) {
            if (isNamed(i, name)) {
                return parts[i + 1];
            }
        }
        return null;
    }

    private boolean isNamed(int place, CharSequence name) {
        return AsciiString.contentEqualsIgnoreCase(parts[place], name);
    }

    int size() {
        return length / 2;
    }

    CharSequence name(int place) {
        return parts[2 * place];
    }

    CharSequence value(int place) {
        return parts[2 * place + 1];
    }

    /**
     * Adds them to what a codec has.
     *
     * @throws IllegalArgumentException when it takes one of them for malformed
     */
    public void copyTo(MultiMap headers) {
        for (int i = 0; i < length; i += 2) {
            headers.add(parts[i], parts[i + 1]);
        }
    }
}
