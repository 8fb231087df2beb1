package dev.usher.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What must wait for Redis keeps its order, and is bounded. */
class OutboxTest {

    private final Outbox outbox = new Outbox();
    private final List<String> sent = new ArrayList<>();

    @Test
    void whatIsNotSentYetComesAgain() {
        add(3);

        Outbox.Batch two = outbox.next(2);
        assertThat(texts(two)).containsExactly("0", "1");
        assertThat(texts(outbox.next(2))).containsExactly("0", "1");

        outbox.sent(two);
        assertThat(texts(outbox.next(2))).containsExactly("2");
        assertThat(outbox.size()).isEqualTo(1);
        assertThat(sent).containsExactly("0", "1");
    }

    @Test
    void ofTooManyTheOldestIsGivenUp() {
        add(Outbox.MOST);
        assertThat(outbox.lost()).isZero();

        add("new");

        assertThat(outbox.size()).isEqualTo(Outbox.MOST);
        assertThat(outbox.lost()).isEqualTo(1);
        assertThat(texts(outbox.next(1))).containsExactly("1");
        assertThat(texts(outbox.next(Outbox.MOST)).getLast()).isEqualTo("new");
    }

    @Test
    void whatWasGivenUpWhileItWasOnItsWayTakesNothingElseAlong() {
        add(Outbox.MOST);
        Outbox.Batch two = outbox.next(2);
        add("new");

        outbox.sent(two);

        assertThat(texts(outbox.next(1))).containsExactly("2");
        assertThat(sent).containsExactly("1");
    }

    private void add(int many) {
        IntStream.range(0, many).forEach(i -> add(Integer.toString(i)));
    }

    private void add(String text) {
        outbox.add(Buffer.buffer(text), () -> sent.add(text));
    }

    private static List<String> texts(Outbox.Batch batch) {
        return batch.notices().stream().map(Buffer::toString).toList();
    }
}
