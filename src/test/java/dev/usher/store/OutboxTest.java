package dev.usher.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What must wait for Redis keeps its order, and is bounded. */
class OutboxTest {

    private final Outbox outbox = new Outbox();

    @Test
    void whatIsNotSentYetComesAgain() {
        add(3);

        Outbox.Batch two = outbox.next(2);
        assertThat(texts(two)).containsExactly("0", "1");
        assertThat(texts(outbox.next(2))).containsExactly("0", "1");

        outbox.sent(two);
        assertThat(texts(outbox.next(2))).containsExactly("2");
        assertThat(outbox.size()).isEqualTo(1);
    }

    @Test
    void ofTooManyTheOldestIsGivenUp() {
        add(Outbox.MOST);
        assertThat(outbox.lost()).isZero();

        outbox.add(Buffer.buffer("new"));

        assertThat(outbox.size()).isEqualTo(Outbox.MOST);
        assertThat(outbox.lost()).isEqualTo(1);
        assertThat(texts(outbox.next(1))).containsExactly("1");
        assertThat(texts(outbox.next(Outbox.MOST)).getLast()).isEqualTo("new");
    }

    @Test
    void whatWasGivenUpWhileItWasOnItsWayTakesNothingElseAlong() {
        add(Outbox.MOST);
        Outbox.Batch two = outbox.next(2);
        outbox.add(Buffer.buffer("new"));

        outbox.sent(two);

        assertThat(texts(outbox.next(1))).containsExactly("2");
    }

    private void add(int many) {
        IntStream.range(0, many).forEach(i -> outbox.add(Buffer.buffer(Integer.toString(i))));
    }

    private static List<String> texts(Outbox.Batch batch) {
        return batch.notices().stream().map(Buffer::toString).toList();
    }
}
