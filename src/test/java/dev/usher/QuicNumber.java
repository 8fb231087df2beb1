package dev.usher;

import io.netty.buffer.ByteBuf;

/** Numbers of one, two, four or eight octets, RFC 9000 section 16. */
final class QuicNumber {

    private QuicNumber() {}

    static byte[] octets(int value) {
        return value < 64
                ? new byte[] {(byte) value}
                : value < 16_384
                        ? new byte[] {(byte) (value >> 8 | 0x40), (byte) value}
                        : new byte[] {
                            (byte) (value >> 24 | 0x80), (byte) (value >> 16), (byte) (value >> 8), (byte) value
                        };
    }

    static long read(ByteBuf octets) {
        int first = octets.readUnsignedByte();
        long number = first & 0x3f;
        for (int more = (1 << (first >> 6)) - 1; more > 0; more--) {
            number = number << 8 | octets.readUnsignedByte();
        }
        return number;
    }
}
