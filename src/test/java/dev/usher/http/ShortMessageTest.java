package dev.usher.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import io.vertx.core.http.impl.headers.Http1xHeaders;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
    void isOneOnlyWithAShortBody() {
        assertThat(ShortMessage.fits(octets(ShortMessage.MOST_BODY_BYTES))).isTrue();
        assertThat(ShortMessage.fits(octets(ShortMessage.MOST_BODY_BYTES + 1))).isFalse();
    }

    /** At each place in a word of the array, and behind the last whole one. */
    @ParameterizedTest
    @ValueSource(strings = {"\r", "\n", "\r\n", "\0", "\n\n"})
    void hasNoEndOfALineInAnyPart(String end) {
        for (int place = 0; place < 20; place++) {
            String value = "a".repeat(place) + end + "b".repeat(20 - place);
            HttpHeaders inValue = Http1xHeaders.caseInsensitive().add("x", value);
            HttpHeaders inName = Http1xHeaders.caseInsensitive().add(value, "x");
            HttpHeaders none = Http1xHeaders.caseInsensitive();
            String line = "GET /" + value;

            assertThatIllegalArgumentException().isThrownBy(() -> required("GET /", inValue));
            assertThatIllegalArgumentException().isThrownBy(() -> required("GET /", inName));
            assertThatIllegalArgumentException().isThrownBy(() -> required(line, none));
        }
    }

    @Test
    void mayHaveAnyOtherOctetInItsParts() {
        for (int length = 0; length < 20; length++) {
            for (char octet = 0x01; octet <= 0xff; octet++) {
                HttpHeaders all = Http1xHeaders.caseInsensitive().add("x", "a".repeat(length) + octet);
                if (octet != '\r' && octet != '\n') {
                    required("GET /", all);
                }
            }
        }
    }

    private static void required(String line, HttpHeaders all) {
        ShortMessage.begin().add(line).endLine().addFields(all).endLine().requireLines();
    }

    private static ByteBuf octets(int count) {
        return Unpooled.wrappedBuffer(new byte[count]);
    }

    private String written() {
        return written(fields);
    }

    private String written(HttpHeaders all) {
        ByteBuf whole = ShortMessage.begin()
                .add("GET /")
                .endLine()
                .addFields(all)
                .endLine()
                .with(body, UnpooledByteBufAllocator.DEFAULT);
        try {
            return whole.toString(StandardCharsets.ISO_8859_1);
        } finally {
            whole.release();
        }
    }
}
