package dev.usher.proxy;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;

/** A Close frame of the gateway's own, RFC 6455 section 5.5.1. */
final class CloseFrame {

    private static final int MAX_REASON_BYTES = 123;
    private static final byte LAST_CLOSE = (byte) 0x88;
    private static final int MASKED = 0x80;

    private CloseFrame() {}

    /** As a server sends it. */
    static Buffer toClient(int code, String reason) {
        byte[] payload = payload(code, reason);
        return Buffer.buffer()
                .appendByte(LAST_CLOSE)
                .appendByte((byte) payload.length)
                .appendBytes(payload);
    }

    /** As a client sends it: masked, section 5.3. */
    static Buffer toService(int code, String reason) {
        byte[] payload = payload(code, reason);
        byte[] mask = new byte[4];
        ThreadLocalRandom.current().nextBytes(mask);
        for (int i = 0; i < payload.length; i++) {
            payload[i] ^= mask[i % mask.length];
        }
        return Buffer.buffer()
                .appendByte(LAST_CLOSE)
                .appendByte((byte) (MASKED | payload.length))
                .appendBytes(mask)
                .appendBytes(payload);
    }

    private static byte[] payload(int code, String reason) {
        byte[] text = reason.getBytes(StandardCharsets.UTF_8);
        if (text.length > MAX_REASON_BYTES) {
            throw new IllegalArgumentException("a reason has up to " + MAX_REASON_BYTES + " bytes");
        }
        return Buffer.buffer().appendUnsignedShort(code).appendBytes(text).getBytes();
    }
}
