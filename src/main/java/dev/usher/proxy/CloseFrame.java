package dev.usher.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;

/** A Close frame of the gateway's own, RFC 6455 section 5.5.1. */
final class CloseFrame {

    private static final int MAX_REASON_BYTES = 123;
    private static final int LAST_CLOSE = 0x88;
    private static final int MASKED = 0x80;

    private CloseFrame() {}

    /** As a server sends it. */
    static ByteBuf toClient(int code, String reason) {
        byte[] payload = payload(code, reason);
        return frame(payload.length).writeBytes(payload);
    }

    /** As a client sends it: masked, section 5.3. */
    static ByteBuf toService(int code, String reason) {
        byte[] payload = payload(code, reason);
        byte[] mask = new byte[4];
        ThreadLocalRandom.current().nextBytes(mask);
        for (int i = 0; i < payload.length; i++) {
            payload[i] ^= mask[i % mask.length];
        }
        return frame(MASKED | payload.length).writeBytes(mask).writeBytes(payload);
    }

    private static ByteBuf frame(int length) {
        return Unpooled.buffer().writeByte(LAST_CLOSE).writeByte(length);
    }

    private static byte[] payload(int code, String reason) {
        byte[] text = reason.getBytes(StandardCharsets.UTF_8);
        if (text.length > MAX_REASON_BYTES) {
            throw new IllegalArgumentException("a reason has up to " + MAX_REASON_BYTES + " bytes");
        }
        byte[] payload = new byte[2 + text.length];
        payload[0] = (byte) (code >> 8);
        payload[1] = (byte) code;
        System.arraycopy(text, 0, payload, 2, text.length);
        return payload;
    }
}
