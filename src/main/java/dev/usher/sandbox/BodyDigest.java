package dev.usher.sandbox;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A body of any size by its length and hash; its text only when it is short. */
final class BodyDigest {

    private static final int SHORT = 4096;

    private final MessageDigest digest = sha256();
    private final Buffer start = Buffer.buffer();
    private long length;

    void add(Buffer chunk) {
        byte[] bytes = chunk.getBytes();
        digest.update(bytes);
        length += bytes.length;
        if (length <= SHORT) {
            start.appendBytes(bytes);
        }
    }

    /** To be asked once, at the end. */
    JsonObject json() {
        JsonObject json = new JsonObject()
                .put("length", length)
                .put("sha256", HexFormat.of().formatHex(digest.digest()));
        if (length <= SHORT) {
            putText(json);
        }
        return json;
    }

    private void putText(JsonObject json) {
        try {
            json.put(
                    "text",
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(start.getBytes()))
                            .toString());
        } catch (CharacterCodingException binary) {
            // Not text: length and hash have to do.
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }
}
