package dev.usher.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.AsciiString;
import io.vertx.core.http.impl.headers.Http1xHeaders;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ShortMessageTest {

    private final HttpHeaders fields = Http1xHeaders.httpHeaders();
    private final ByteBuf body = Unpooled.copiedBuffer("body", StandardCharsets.ISO_8859_1);

    @Test
    void isItsHeadAndItsBody() {
        fields.add(new AsciiString("content-type"), "text/plain")
                .add("X-Name", new AsciiString("--J\u00f6rg").subSequence(2));

        assertThat(written()).isEqualTo("GET /\r\ncontent-type: text/plain\r\nX-Name: J\u00f6rg\r\n\r\nbody");
    }

    @Test
    void leavesTheBodyToItsOwner() {
        written();

        assertThat(body.refCnt()).isOne();
        assertThat(body.readableBytes()).isEqualTo(4);
    }

    @Test
    void hasRoomForAnyHeadAndNothingOfItForTheNext() {
        fields.add("x-long", "a".repeat(20_000)).add("x-last", "b");
        String before = "GET /\r\nx-long: " + "a".repeat(20_000) + "\r\nx-last: b\r\n\r\nbody";
        assertThat(written()).isEqualTo(before);

        fields.clear();

        assertThat(written()).isEqualTo("GET /\r\n\r\nbody");
    }

    @Test
    void characterThatIsNoOctetBecomesNoOther() {
        HttpHeaders unchecked = Http1xHeaders.caseInsensitive().add("x", "a\u010d\u010ab");

        assertThat(written(unchecked)).isEqualTo("GET /\r\nx: a??b\r\n\r\nbody");
    }

    @Test
    void isOneOnlyWithAShortBodyThatIsNotInChunks() {
        assertThat(ShortMessage.is(request(ShortMessage.MOST_BODY_BYTES))).isTrue();
        assertThat(ShortMessage.is(request(ShortMessage.MOST_BODY_BYTES + 1))).isFalse();

        fields.set("transfer-encoding", "chunked");

        assertThat(ShortMessage.is(request(0))).isFalse();
    }

    private FullHttpRequest request(int bytes) {
        return new DefaultFullHttpRequest(
                HttpVersion.HTTP_1_1,
                HttpMethod.POST,
                "/",
                Unpooled.wrappedBuffer(new byte[bytes]),
                fields,
                EmptyHttpHeaders.INSTANCE);
    }

    private String written() {
        return written(fields);
    }

    private String written(HttpHeaders all) {
        ByteBuf whole =
                ShortMessage.begin().add("GET /\r\n").addFields(all).with(body, UnpooledByteBufAllocator.DEFAULT);
        try {
            return whole.toString(StandardCharsets.ISO_8859_1);
        } finally {
            whole.release();
        }
    }
}
