package dev.usher;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads what a server of HTTP/3 says of its end, RFC 9114 section 7.2.6. */
final class GoAways {

    private static final int CONTROL = 0;

    private GoAways() {}

    /** The ids in a stream of one direction, in which a character is an octet; none where it is no control stream. */
    static List<Long> in(String stream) {
        List<Long> ids = new ArrayList<>();
        ByteBuf said = Unpooled.copiedBuffer(stream, StandardCharsets.ISO_8859_1);
        if (said.isReadable() && varint(said) == CONTROL) {
            while (said.isReadable()) {
                long type = varint(said);
                ByteBuf payload = said.readSlice((int) varint(said));
                if (type == RawHttp3.GOAWAY) {
                    ids.add(varint(payload));
                }
            }
        }
        return ids;
    }

    /** RFC 9000 section 16. */
    private static long varint(ByteBuf octets) {
        int first = octets.readUnsignedByte();
        long number = first & 0x3f;
        for (int more = (1 << (first >> 6)) - 1; more > 0; more--) {
            number = number << 8 | octets.readUnsignedByte();
        }
        return number;
    }
}
