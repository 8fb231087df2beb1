package dev.usher.listener;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.quic.Quic;
import io.netty.handler.codec.quic.QuicConnectionIdGenerator;
import java.nio.ByteBuffer;

/** Ids of connections, RFC 9000 section 5.1: which socket has it, and chance. Immutable. */
final class ConnectionIds implements QuicConnectionIdGenerator {

    static final int OCTETS = Quic.MAX_CONN_ID_LEN;

    private static final QuicConnectionIdGenerator CHANCE = QuicConnectionIdGenerator.randomGenerator();

    private final int socket;

    /** @param socket its place in the port's list, up to 65,535 */
    ConnectionIds(int socket) {
        this.socket = socket;
    }

    /** Where the connection is whose packet this is, which has a short header: RFC 9000 section 17.3.1. */
    static int socket(ByteBuf packet) {
        return packet.getUnsignedShort(packet.readerIndex() + Byte.BYTES);
    }

    @Override
    public ByteBuffer newId(int length) {
        return ByteBuffer.allocate(length)
                .putShort((short) socket)
                .put(CHANCE.newId(length - Short.BYTES))
                .flip();
    }

    @Override
    public ByteBuffer newId(ByteBuffer input, int length) {
        return newId(length);
    }

    @Override
    public ByteBuffer newId(ByteBuffer source, ByteBuffer destination, int length) {
        return newId(length);
    }

    @Override
    public int maxConnectionIdLength() {
        return OCTETS;
    }

    @Override
    public boolean isIdempotent() {
        return false;
    }
}
