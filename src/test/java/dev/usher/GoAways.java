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
        if (said.isReadable() && QuicNumber.read(said) == CONTROL) {
            while (said.isReadable()) {
                long type = QuicNumber.read(said);
                ByteBuf payload = said.readSlice((int) QuicNumber.read(said));
                if (type == RawHttp3.GOAWAY) {
                    ids.add(QuicNumber.read(payload));
                }
            }
        }
        return ids;
    }
}
