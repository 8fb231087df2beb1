package dev.usher.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whatever a sink does with a chunk, it gives its memory back. */
class BodySinkTest {

    @RegisterExtension
    final ServiceEnd service = new ServiceEnd();

    private final List<Buffer> packed = new ArrayList<>();

    @Test
    void whatIsWithheldIsCopied() {
        Withheld withheld = new Withheld();

        withheld.write(service.lent("abc"));
        withheld.write(service.lent("def"));
        assertThat(withheld.body()).hasToString("abcdef");

        withheld.write(service.lent("a".repeat(65_536)));
        withheld.write(service.lent("abc"));
        assertThat(withheld.body()).hasToString("");
    }

    @Test
    void whatIsPackedIsCopiedAndSoIsWhatComesTooLate() {
        Gzip gzip = new Gzip(new Kept(), true, () -> {});

        gzip.write(service.lent("abc"));
        gzip.finish();
        gzip.write(service.lent("def"));

        assertThat(packed).hasSize(1);
    }

    @Test
    void aCopyIsTheBytesAndNotTheirMemory() {
        assertThat(Lent.copied(service.lent("abc"))).hasToString("abc");
        Buffer own = Buffer.buffer("abc");
        assertThat(Lent.copied(own)).isEqualTo(own);
    }

    @Test
    void aChunkBeginsWhereItIsToBeRead() {
        ByteBuf bytes = Lent.bytes(service.lent("abc")).skipBytes(1);

        Buffer chunk = Lent.chunk(bytes);

        assertThat(chunk).hasToString("bc");
        assertThat(chunk.getBytes()).containsExactly('b', 'c');
        Lent.giveBack(chunk);
    }

    private final class Kept implements BodySink {

        @Override
        public void write(Buffer chunk) {
            packed.add(chunk);
        }

        @Override
        public boolean isFull() {
            return false;
        }

        @Override
        public void whenDrained(Runnable action) {
            // it never is full
        }
    }
}
