package dev.usher.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.util.Objects;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a pump takes it hands on or gives back. */
class PumpTest {

    private static final String CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

    @RegisterExtension
    final ServiceEnd service = new ServiceEnd();

    private final Sink sink = new Sink();

    @Test
    void whatCompletesABodyIsLeftForItsEnd() {
        Pump pump = pump(6, bytes -> {});

        say("abc");
        say("def");

        assertThat(sink.written).isEqualTo("abc");
        Buffer rest = pump.takeRest();
        assertThat(rest).hasToString("def");
        assertThat(pump.takeRest()).isNull();
        sink.write(Objects.requireNonNull(rest));
    }

    @Test
    void whatWasLeftIsGivenBackWhenItStops() {
        Pump pump = pump(3, bytes -> {});

        say("abc");
        pump.stop(new IllegalStateException());

        assertThat(pump.takeRest()).isNull();
    }

    @Test
    void whatComesLaterIsGivenBack() {
        pump(Pump.OPEN, bytes -> {}).stop(new IllegalStateException());

        say("abc");

        assertThat(sink.written).isEmpty();
    }

    @Test
    void whoThrowsStopsIt() {
        Pump pump = pump(Pump.OPEN, bytes -> {
            throw new IllegalStateException();
        });

        say("abc");

        assertThat(pump.isDone()).isTrue();
        assertThat(sink.written).isEmpty();
    }

    @Test
    void aWriterThatIsFullIsWaitedForAndItsTimeCountedOnce() {
        Pump pump = pump(Pump.OPEN, bytes -> {});
        sink.full = true;

        say("abc");
        say("def");
        assertThat(sink.written).isEqualTo("abc");
        assertThat(pump.isBlocked()).isTrue();

        sink.full = false;
        sink.drained.run();
        assertThat(sink.written).isEqualTo("abcdef");
        assertThat(pump.isBlocked()).isFalse();
        long nanos = pump.blockedNanos();
        assertThat(nanos).isPositive();

        sink.drained.run();
        assertThat(pump.blockedNanos()).isEqualTo(nanos);
    }

    private Pump pump(long length, LongConsumer progress) {
        ServiceEnd.Exchange exchange = service.get();
        service.say(CHUNKED);
        Pump pump = new Pump(exchange.answer(), sink, length, progress);
        pump.start(() -> {}, why -> {});
        assertThat(pump.isDone()).isFalse();
        return pump;
    }

    private void say(String text) {
        service.say("3\r\n" + text + "\r\n");
    }

    private static final class Sink implements BodySink {

        private String written = "";
        private boolean full;
        private Runnable drained = () -> {};

        @Override
        public void write(Buffer chunk) {
            written += chunk;
            Lent.giveBack(chunk);
        }

        @Override
        public boolean isFull() {
            return full;
        }

        @Override
        public void whenDrained(Runnable action) {
            drained = action;
        }
    }
}
