package dev.usher.session;

import dev.usher.http.Seldom;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the store keeps: {@code ue1.<key id>.<what was sealed>}, which replicas with the same keys alone can read, and
 * only under the name that it was put under. Safe from every thread.
 */
final class SealedEntries {

    private static final Logger LOG = LoggerFactory.getLogger(SealedEntries.class);

    private static final String PREFIX = "ue1.";
    private static final int KEY_ID_END = PREFIX.length() + 8;

    private final Seals seals;
    private final Seldom seldom = new Seldom();

    SealedEntries(Seals seals) {
        this.seals = seals;
    }

    Buffer seal(String name, byte[] plain) {
        String head = PREFIX + seals.keyId() + ".";
        return Buffer.buffer(head).appendBytes(seals.seal(plain, head + name));
    }

    /** Absent for what was not sealed for this name with one of the keys. */
    byte @Nullable [] open(String name, Buffer entry) {
        byte[] plain = opened(name, entry);
        if (plain == null) {
            // somebody else's Redis may hold any number of them
            seldom.say(more -> LOG.warn("{} is not sealed with session.keys and counts for nothing{}", name, more));
        }
        return plain;
    }

    private byte @Nullable [] opened(String name, Buffer entry) {
        if (entry.length() <= KEY_ID_END) {
            return null;
        }
        String head = entry.getString(0, KEY_ID_END + 1, StandardCharsets.ISO_8859_1.name());
        if (!head.startsWith(PREFIX) || !head.endsWith(".")) {
            return null;
        }
        byte[] sealed = entry.getBytes(KEY_ID_END + 1, entry.length());
        return seals.open(head.substring(PREFIX.length(), KEY_ID_END), sealed, head + name);
    }
}
