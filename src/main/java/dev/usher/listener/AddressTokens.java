package dev.usher.listener;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.quic.QuicTokenHandler;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Predicate;
import javax.crypto.Mac;
import javax.crypto.SecretKey;

/**
 * Makes every client of HTTP/3 show that it gets what is sent to its address, RFC 9000 section 8.1.2, before anything
 * is kept of it: the answer to its first packet is a token, and only with that it may come in. So a forged address
 * costs a MAC, and takes nobody's place. A token is its time, the MAC of it, of the address and of the connection's id,
 * and that id. Belongs to one event loop.
 */
final class AddressTokens implements QuicTokenHandler {

    static final String ALGORITHM = "HmacSHA256";

    private static final long VALID_MILLIS = Duration.ofSeconds(10).toMillis();
    private static final int MAC_OCTETS = 32;
    private static final int HEAD_OCTETS = Long.BYTES + MAC_OCTETS;

    /** RFC 9000 section 17.2. */
    private static final int LONGEST_ID = 20;

    private final Mac mac;
    private final InstantSource clock;
    private final Predicate<InetSocketAddress> room;

    /** @param room whether one more connection from there may come in */
    AddressTokens(SecretKey key, InstantSource clock, Predicate<InetSocketAddress> room) {
        try {
            this.mac = Mac.getInstance(ALGORITHM);
            this.mac.init(key);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        this.clock = clock;
        this.room = room;
    }

    @Override
    public boolean writeToken(ByteBuf out, ByteBuf id, InetSocketAddress client) {
        long now = clock.millis();
        out.writeLong(now).writeBytes(sealed(now, client, id)).writeBytes(id, id.readerIndex(), id.readableBytes());
        return true;
    }

    @Override
    public int validateToken(ByteBuf token, InetSocketAddress client) {
        int octets = token.readableBytes() - HEAD_OCTETS;
        if (octets < 0 || octets > LONGEST_ID) {
            return -1;
        }
        long made = token.readLong();
        byte[] claimed = new byte[MAC_OCTETS];
        token.readBytes(claimed);
        long age = clock.millis() - made;
        return age >= 0
                        && age <= VALID_MILLIS
                        && MessageDigest.isEqual(claimed, sealed(made, client, token))
                        && room.test(client)
                ? HEAD_OCTETS
                : -1;
    }

    private byte[] sealed(long time, InetSocketAddress client, ByteBuf id) {
        byte[] address = client.getAddress().getAddress();
        mac.update(ByteBuffer.allocate(Long.BYTES + Short.BYTES + Byte.BYTES)
                .putLong(time)
                .putShort((short) client.getPort())
                // or a short address and a long id would be a long address and a short id
                .put((byte) address.length)
                .flip());
        mac.update(address);
        return mac.doFinal(ByteBufUtil.getBytes(id));
    }

    @Override
    public int maxTokenLength() {
        return HEAD_OCTETS + LONGEST_ID;
    }
}
